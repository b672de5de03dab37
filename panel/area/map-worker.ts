// MapLibre's own worker behind our polyfills. The module is kept alive by name: as a bare import it would be dropped
// as free of side effects, and the map would stay blank.
import "../polyfills.ts";
import * as worker from "maplibre-gl/dist/maplibre-gl-worker.mjs";

Object.defineProperty(self, "contextileMapWorker", { value: worker });
