import type { ContextSettings } from "../settings/schema.ts";
import type { requestLayers, WireRequestInput } from "./context-request.ts";

/**
 * The body of `POST /v1/context`. `polygon`: closed ring, [lat, lon]. Terrain is asked for in both ways that are known
 * (the list of layers and a flag of its own), because it is not certain which one counts.
 */
export function writeRequest(
  polygon: [number, number][],
  layers: (typeof requestLayers)[number][],
  settings: ContextSettings,
): WireRequestInput {
  return {
    polygon,
    settings: {
      geometry: layers,
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
