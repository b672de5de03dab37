import type { WireDescriptor, Work } from "./work.ts";

/** One infrastructure node: place in mm, scale and rotation (radians, counter-clockwise from east) as on the wire. */
export interface WireNode {
  kind: string;
  x: number;
  y: number;
  z: number;
  scale: number;
  rotation: number;
  descriptor: WireDescriptor;
}

export function* makeNodes(_work: Work): Generator<WireNode> {}
