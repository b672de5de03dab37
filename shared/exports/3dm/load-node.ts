import rhino3dm from "rhino3dm";
import type { RhinoModule } from "./rhino.ts";

/** Loads rhino3dm in Node. Never import this from code that reaches a page: use `load-browser.ts` there. */
export function loadRhinoInNode(): Promise<RhinoModule> {
  return rhino3dm();
}
