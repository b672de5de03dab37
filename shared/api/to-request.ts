import type { WireRequestInput } from "../contract/context-request.ts";
import { type LayerId, layerIds } from "../layers/layer-id.ts";
import type { AreaSelection } from "../scene/area-selection.ts";
import type { ContextSettings } from "../settings/schema.ts";

/**
 * Area and settings → body of `POST /v1/context`. The wire wants latitude first and a closed ring. Terrain is asked for
 * in both ways that are known (`geometry` and `topographyModel`), because it is not certain which one counts.
 */
export function toRequest(area: AreaSelection, settings: ContextSettings): WireRequestInput {
  const ring = area.ring.map(([lon, lat]) => [lat, lon]);
  const [first, last] = [ring[0], ring[ring.length - 1]];
  const closed = ring.length === 0 || (first[0] === last[0] && first[1] === last[1]);
  return {
    polygon: closed ? ring : [...ring, first],
    settings: {
      geometry: chosenLayers(settings),
      topographyModel: settings.topography,
      topographyReturnType: settings.topography ? settings.topographyReturnType : null,
      disableSurfaceProjection: settings.disableSurfaceProjection,
      defaultRoofType: settings.defaultRoofType,
      defaultLevels: settings.defaultLevels,
      defaultLevelHeight: settings.defaultLevelHeightM,
      crs: settings.crs,
      upAxis: settings.upAxis,
      cropScene: settings.cropScene,
    },
  };
}

function chosenLayers(settings: ContextSettings): LayerId[] {
  return layerIds.filter((id) => settings[id]);
}
