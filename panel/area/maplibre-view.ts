/** The map on MapLibre 6. The only file beside `drawing.ts`, `map-style.ts` and the worker that knows the library. */
import "maplibre-gl/dist/maplibre-gl.css";
import {
  type GeoJSONSource,
  LngLatBounds,
  Map as MapLibreMap,
  NavigationControl,
  setWorkerUrl,
} from "maplibre-gl";
import { createDrawing } from "./drawing.ts";
import {
  basemapSource,
  coverageData,
  coverageLayer,
  coverageSource,
  offlineLayers,
  offlineStyle,
} from "./map-style.ts";
import type { CreateMapView, MapOptions } from "./map-view.ts";
import workerUrl from "./map-worker.ts?worker&url";

/** Room for the hint below, the zoom buttons and the handle that turns a rectangle. Pixels. */
const viewPadding = { top: 48, right: 44, bottom: 48, left: 32 };

/** Asked first: without WebGL 2 MapLibre fails later, in a way that cannot be caught. */
function hasWebGl2(): boolean {
  return document.createElement("canvas").getContext("webgl2") !== null;
}

export const createMapLibreView: CreateMapView = async (options) => {
  if (!hasWebGl2()) return null;
  setWorkerUrl(new URL(workerUrl, location.href).href);
  let map = openMap(options);
  let online = options.onlineStyleUrl !== null;
  let failed = false;
  if (!(await styleLoads(map)) && online) {
    // A host that does not allow the address, or no internet: the own map is still there.
    map.remove();
    failed = true;
    online = false;
    map = openMap({ ...options, onlineStyleUrl: null });
    await styleLoads(map);
  }
  let onError: () => void = () => undefined;
  // Errors of single tiles or of a service without a map leave the drawing usable: say it once, go on.
  map.on("error", () => onError());
  let loaded = false;
  let onLoaded: () => void = () => undefined;
  map.once("idle", () => {
    options.container.dataset.ready = "true";
    loaded = true;
    onLoaded();
  });
  if (online) addCoverage(map, options);
  const drawing = createDrawing(map, options.theme);

  return {
    setArea: drawing.show,
    startDraw: drawing.draw,
    startEdit: drawing.edit,
    stop: drawing.stop,
    onAreaChange: drawing.onChange,
    onMapError(listener) {
      onError = listener;
      if (failed) listener();
    },
    onLoaded(listener) {
      onLoaded = listener;
      if (loaded) listener();
    },
    showPoints(points) {
      if (points.length === 0) return;
      const bounds = new LngLatBounds();
      for (const [lon, lat] of points) bounds.extend([lon, lat]);
      map.fitBounds(bounds, { padding: viewPadding, maxZoom: 16.5, animate: false });
    },
    setCoverage(bbox) {
      map.getSource<GeoJSONSource>(coverageSource)?.setData(coverageData(bbox));
    },
    setTheme(theme) {
      if (!online) repaint(map, theme);
      drawing.setTheme(theme);
    },
    dispose() {
      drawing.dispose();
      map.remove();
    },
  };
};

/** Longest wait for a style; our own needs no request. */
const styleTimeoutMs = 15_000;

function styleLoads(map: MapLibreMap): Promise<boolean> {
  return new Promise((resolve) => {
    map.once("style.load", () => resolve(true));
    map.once("error", () => resolve(map.isStyleLoaded() === true));
    setTimeout(() => resolve(false), styleTimeoutMs);
  });
}

function openMap({ container, theme, basemap, onlineStyleUrl, label }: MapOptions): MapLibreMap {
  const basemapUrl = new URL(basemap.url, location.href).href;
  const map = new MapLibreMap({
    container,
    style: onlineStyleUrl ?? offlineStyle(theme, basemapUrl),
    center: [0, 20],
    zoom: 1,
    maxZoom: 20,
    maxPitch: 0,
    dragRotate: false,
    pitchWithRotate: false,
    renderWorldCopies: false,
    attributionControl: false,
    fadeDuration: 0,
    locale: { "Map.Title": label },
    // The token goes to our own map only, never to an online style.
    transformRequest: (url) => (url === basemapUrl ? { url, headers: { ...basemap.headers } } : { url }),
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  return map;
}

function addCoverage(map: MapLibreMap, { theme }: MapOptions): void {
  map.addSource(coverageSource, { type: "geojson", data: coverageData(null) });
  map.addLayer(coverageLayer(theme));
}

function repaint(map: MapLibreMap, theme: MapOptions["theme"]): void {
  if (!map.getSource(basemapSource)) return;
  for (const { id, paint } of offlineLayers(theme))
    for (const [name, value] of Object.entries(paint ?? {}))
      map.setPaintProperty(id, name as never, value as never);
}
