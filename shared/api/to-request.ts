import type { WireRequestInput } from "../contract/context-request.ts";
import { writeRequest } from "../contract/write-request.ts";
import { layerIds } from "../layers/layer-id.ts";
import type { AreaSelection } from "../scene/area-selection.ts";
import type { ContextSettings } from "../settings/schema.ts";

/** Area and settings → body of `POST /v1/context`. The wire wants latitude first and a closed ring. */
export function toRequest(area: AreaSelection, settings: ContextSettings): WireRequestInput {
  const ring = area.ring.map(([lon, lat]): [number, number] => [lat, lon]);
  const [first, last] = [ring[0], ring[ring.length - 1]];
  const closed = ring.length === 0 || (first[0] === last[0] && first[1] === last[1]);
  const layers = layerIds.filter((id) => settings[id]);
  return writeRequest(closed ? ring : [...ring, first], layers, settings);
}
