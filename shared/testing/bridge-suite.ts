import type { HandoffHeader, HostHandoff } from "../scene/handoff.ts";

/** Bytes with a pattern that shows a swapped or doubled chunk. */
export function patternBytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8) * 17 + (i >> 16)) & 255);
}

/** A hand-over of these bytes; the sizes and the hash of the header are placeholders that `sendHandoff` computes. */
export function sampleHandoff(bytes: Uint8Array, header: Partial<HandoffHeader> = {}): HostHandoff {
  return {
    bytes,
    header: {
      handoffId: "handoff-0001",
      format: "glb",
      totalBytes: bytes.length,
      totalChunks: 1,
      sha256: "0".repeat(64),
      replaceKey: "area-1",
      name: "Luisenplatz",
      georeference: { originLonDeg: 7.42, originLatDeg: 43.73, originHeightM: 12.5, crs: "local" },
      offsetM: [0, 0, 0],
      perFeature: false,
      attribution: ["© OpenStreetMap contributors"],
      ...header,
    },
  };
}
