import type { WireMesh, Work } from "../work.ts";

export function* makeSurface(_work: Work): Generator<WireMesh> {}
