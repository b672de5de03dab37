/** Real places, and the sample town; a file that is not beside the checkout is left out with a printed reason. */
import type { ViewName } from "../../panel/preview/view/view-camera.ts";
import type { SourceOptions } from "../../server/open-sources.ts";
import type { BoundingBox } from "../../server/sources/map-source.ts";
import type { ContextSettings } from "../../shared/settings/schema.ts";
import { districtPath } from "../../shared/testing/districts.ts";

export interface District {
  name: string;
  title: string;
  sources: SourceOptions;
  box: BoundingBox;
  view: ViewName;
  settings: Partial<ContextSettings>;
}

interface Place {
  name: string;
  title: string;
  file: string;
  dem?: string;
  box: BoundingBox;
  roof: ContextSettings["defaultRoofType"];
}

const places: Place[] = [
  {
    name: "berlin",
    title: "Berlin-Wittenau",
    file: "berlin-wittenau-2026-07.osm.pbf",
    box: [13.312, 52.582, 13.32, 52.587],
    roof: "gabled",
  },
  {
    name: "monaco",
    title: "Monaco, with terrain",
    file: "monaco-2025-02.osm.pbf",
    dem: "N43E007-srtm3.hgt.zip",
    box: [7.414, 43.727, 7.425, 43.735],
    roof: "flat",
  },
  {
    name: "darmstadt",
    title: "Darmstadt, Luisenplatz",
    file: "darmstadt-luisenplatz.osm.pbf",
    box: [8.648, 49.8717, 8.6537, 49.8747],
    roof: "hipped",
  },
  {
    name: "singapore",
    title: "Singapore, Marina Bay",
    file: "singapore-bayfront-2019.osm.pbf",
    box: [103.8568, 1.2782, 103.8612, 1.2909],
    roof: "flat",
  },
  {
    name: "hamlet",
    title: "A hamlet near Kirchberg an der Iller",
    file: "hamlet-kirchberg-iller-2023.osm",
    box: [10.068, 48.135, 10.071, 48.137],
    roof: "gabled",
  },
];

export function districts(): District[] {
  const town: District = {
    name: "sample-town",
    title: "The sample town",
    sources: {},
    box: [0, 0, 0, 0],
    view: "iso",
    settings: { defaultRoofType: "gabled" },
  };
  return [town, ...places.flatMap(districtOf)];
}

function districtOf({ name, title, file, dem, box, roof }: Place): District[] {
  const osmFile = districtPath(file);
  const demFile = dem === undefined ? undefined : districtPath(dem);
  if (osmFile === null || demFile === null) return [];
  const settings = { defaultRoofType: roof, topography: demFile !== undefined };
  return [{ name, title, sources: { osmFile, demFile }, box, view: "iso", settings }];
}
