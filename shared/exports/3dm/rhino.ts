import type { InstanceReference, Mesh, RhinoModule } from "rhino3dm";

export type { InstanceReference, Mesh, RhinoModule };
/** An open Rhino file in the memory of the library; freed with `destroy()`. */
export type RhinoFile = InstanceType<RhinoModule["File3dm"]>;
/** Loads the library once; the caller decides from where. */
export type LoadRhino = () => Promise<RhinoModule>;

/** Frees what the library holds outside the garbage collector; its typings leave `delete()` out. */
export function release(...handles: object[]): void {
  for (const handle of handles)
    if ("delete" in handle && typeof handle.delete === "function") handle.delete();
}
