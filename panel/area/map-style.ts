import type { LayerSpecification, StyleSpecification } from "maplibre-gl";
import type { basemapKinds } from "../../shared/contract/service.ts";
import type { Theme } from "../state/store.ts";

type Kind = (typeof basemapKinds)[number];
type Colours = Record<Kind | "ground" | "label" | "halo" | "coverage" | "buildingEdge", string>;

const colours: Record<Theme, Colours> = {
  light: {
    ground: "#f2f1ed",
    water: "#b8d3e4",
    waterway: "#a5c6dc",
    green: "#d3e3c6",
    area: "#e6e3dc",
    building: "#d3cec5",
    buildingEdge: "#b9b3a8",
    road: "#ffffff",
    path: "#cfc5b4",
    rail: "#a9a6a3",
    place: "#39424a",
    label: "#4b545b",
    halo: "#ffffff",
    coverage: "#1b6b58",
  },
  dark: {
    ground: "#26292b",
    water: "#2b4354",
    waterway: "#33505f",
    green: "#2f3d30",
    area: "#2e3133",
    building: "#3d4246",
    buildingEdge: "#50575c",
    road: "#52595e",
    path: "#4a463f",
    rail: "#5d6468",
    place: "#dfe5e8",
    label: "#b6c0c6",
    halo: "#1d2022",
    coverage: "#5cc0a4",
  },
};

export const basemapSource = "basemap";
export const coverageSource = "coverage";
const nothing = { type: "FeatureCollection" as const, features: [] };
/** Drawn by the machine's own fonts: no glyph server is asked. */
const font = ["sans-serif"];

/** The offline style: one GeoJSON source from the service, styled by `kind`, and the outline of its data. */
export function offlineStyle(theme: Theme, basemapUrl: string): StyleSpecification {
  return {
    version: 8,
    sources: {
      [basemapSource]: { type: "geojson", data: basemapUrl, maxzoom: 15, tolerance: 0.3 },
      [coverageSource]: { type: "geojson", data: nothing },
    },
    layers: offlineLayers(theme),
  };
}

/** Every layer of the offline style in one theme; ids are the same in both, so a theme change repaints in place. */
export function offlineLayers(theme: Theme): LayerSpecification[] {
  const c = colours[theme];
  return [
    { id: "ground", type: "background", paint: { "background-color": c.ground } },
    fill("area", c.area),
    fill("green", c.green),
    fill("water", c.water),
    line("waterway", c.waterway, 1, 5),
    {
      ...fill("building", c.building),
      minzoom: 13,
      paint: { "fill-color": c.building, "fill-outline-color": c.buildingEdge },
    },
    line("path", c.path, 0.6, 2.5, [2, 1.5]),
    line("rail", c.rail, 0.8, 2.5, [4, 1]),
    line("road", c.road, 1, 9),
    coverageLayer(theme),
    labels("road-names", "road", c, { "symbol-placement": "line", "text-size": 11 }),
    labels("place-names", "place", c, { "text-size": 12 }),
  ];
}

export function coverageLayer(theme: Theme): LayerSpecification {
  return {
    id: "coverage",
    type: "line",
    source: coverageSource,
    paint: {
      "line-color": colours[theme].coverage,
      "line-width": 1.5,
      "line-dasharray": [3, 2],
      "line-opacity": 0.8,
    },
  };
}

export function coverageData(bbox: readonly number[] | null): GeoJSON.GeoJSON {
  if (bbox === null) return nothing;
  const [west, south, east, north] = bbox;
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  return { type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: ring } };
}

const isKind = (kind: Kind): ["==", ["get", string], string] => ["==", ["get", "kind"], kind];

function fill(kind: Kind, colour: string): LayerSpecification & { type: "fill" } {
  const filter: ["all", ...unknown[]] = ["all", isKind(kind), ["==", ["geometry-type"], "Polygon"]];
  return {
    id: kind,
    type: "fill",
    source: basemapSource,
    filter: filter as never,
    paint: { "fill-color": colour },
  };
}

function line(kind: Kind, colour: string, thin: number, thick: number, dash?: number[]): LayerSpecification {
  return {
    id: kind,
    type: "line",
    source: basemapSource,
    filter: isKind(kind),
    layout: { "line-cap": dash ? "butt" : "round", "line-join": "round" },
    paint: {
      "line-color": colour,
      "line-width": ["interpolate", ["exponential", 1.6], ["zoom"], 11, thin, 18, thick],
      ...(dash ? { "line-dasharray": dash } : {}),
    },
  };
}

function labels(id: string, kind: Kind, c: Colours, layout: Record<string, unknown>): LayerSpecification {
  return {
    id,
    type: "symbol",
    source: basemapSource,
    filter: ["all", isKind(kind), ["has", "name"]],
    layout: { "text-field": ["get", "name"], "text-font": font, ...layout },
    paint: {
      "text-color": kind === "place" ? c.place : c.label,
      "text-halo-color": c.halo,
      "text-halo-width": 1.4,
    },
  };
}
