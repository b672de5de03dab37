import type { WireMesh, Work } from "./work.ts";

export function* makeBarriers(_work: Work): Generator<WireMesh> {}
