/** What is known of a building, in the contract's names: what was tagged and what was guessed. */
import type { MapModel, MapSourceInfo } from "../../sources/map-source.ts";
import { parseColour } from "../tag-values.ts";
import type { WireDescriptor } from "../work.ts";
import type { Built, Standing } from "./build-solid.ts";
import type { BuildingTags } from "./building-tags.ts";
import type { Measures } from "./measure.ts";
import { parseDirection } from "./roof-axis.ts";
import { apiRoofType, furtherRoofShape, unmetRoofShape } from "./roof-shape.ts";

const facadeMaterials: Record<string, string> = {
  plaster: "plaster",
  stucco: "plaster",
  brick: "brick",
  bricks: "brick",
  wood: "wood",
  timber_framing: "wood",
  glass: "glass",
  mirror: "glass",
  concrete: "cementBlock",
  cement_block: "cementBlock",
};
const roofMaterials: Record<string, string> = {
  roof_tiles: "tiles",
  tile: "tiles",
  tiles: "tiles",
  metal: "metal",
  copper: "metal",
  tin: "metal",
  steel: "metal",
  concrete: "concrete",
  thatch: "thatch",
  eternit: "eternit",
  grass: "grass",
  glass: "glass",
  tar_paper: "tar",
  asphalt: "tar",
};

/** Where a building comes from. */
interface Origin {
  model: MapModel | undefined;
  asGiven: boolean;
  dataset?: MapSourceInfo["dataset"];
}

const openStreetMap = { name: "OSM", form: "osm" };

export function buildingDescriptor(
  identity: { type: "building" | "buildingPart"; id: string; partOf: string | undefined },
  tags: BuildingTags,
  measures: Measures,
  built: Built,
  standing: Standing,
  { model, asGiven, dataset = openStreetMap }: Origin,
): WireDescriptor {
  const kind = tags.building ?? tags["building:part"];
  return present({
    type: identity.type,
    id: identity.id,
    partOf: identity.partOf,
    buildingName: tags.name,
    buildingType:
      kind === undefined || kind === "yes" ? (tags.amenity ?? tags.shop ?? tags.tourism ?? null) : kind,
    datasetName: model?.dataset ?? dataset.name,
    source: model === undefined ? dataset.form : "cityjson",
    heightSource: heightSource(measures, model, dataset.name),
    // The source's own model, not built from outline and height.
    isModel: asGiven || undefined,
    hasDefaultHeight: measures.heightSource === "default",
    hasDefaultRoof: measures.hasDefaultRoof,
    buildingLevels: measures.levels ?? undefined,
    buildingHeight: round(built.totalM),
    buildingMinHeight: round(built.minM),
    buildingRoofType: apiRoofType(built.shape),
    // Half-hipped and its kind are built as they are, but the API's twelve types have no word for them.
    buildingRoofShape: furtherRoofShape(built.shape),
    buildingRoofTypeWanted: wantedRoof(tags, measures, built),
    buildingRoofHeight: round(built.roofM),
    buildingRoofDirection: parseDirection(tags["roof:direction"])?.degrees,
    buildingRoofOrientation: tags["roof:orientation"],
    buildingRoofAngle: measures.roofAngle ?? undefined,
    buildingFacadeMaterial: material(facadeMaterials, tags["building:material"]),
    buildingFacadeColor: parseColour(tags["building:colour"] ?? tags["building:color"]) ?? undefined,
    buildingRoofMaterial: material(roofMaterials, tags["roof:material"]),
    buildingRoofColor: parseColour(tags["roof:colour"] ?? tags["roof:color"]) ?? undefined,
    buildingWindows: windows(tags),
    // Walls are carried down below the lowest ground under them.
    buildingFoundation: standing.foundation > 0 && built.minM === 0 ? true : undefined,
    address: address(tags),
    groundHeight: standing.zero === 0 ? undefined : round(standing.zero / 1000),
  });
}

function present(all: Record<string, WireDescriptor[string] | undefined>): WireDescriptor {
  const known: WireDescriptor = {};
  for (const key in all) {
    const value = all[key];
    if (value !== undefined) known[key] = value;
  }
  return known;
}

/** Measured from a model, stated by the data set, reckoned from levels, or a default. */
function heightSource(
  { heightSource: known }: Measures,
  model: MapModel | undefined,
  dataset: string,
): string {
  if (known !== "OSM") return known;
  return model === undefined ? dataset : (model.heightSource ?? model.dataset);
}

/** Only where something else was built: a shape that is not known, or an outline that does not allow it. */
function wantedRoof(tags: BuildingTags, measures: Measures, built: Built): string | undefined {
  const unmet = unmetRoofShape(tags["roof:shape"] ?? tags["building:roof:shape"]);
  return (
    unmet ??
    (built.shape === measures.shape
      ? undefined
      : (furtherRoofShape(measures.shape) ?? apiRoofType(measures.shape)))
  );
}

function round(metres: number): number {
  return Math.round(metres * 1000) / 1000;
}

function material(table: Record<string, string>, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  return Object.hasOwn(table, value) ? table[value] : value;
}

/** Only where it is mapped: a guess would be no fact. */
function windows(tags: BuildingTags): boolean | undefined {
  const said = tags.windows ?? tags["building:windows"] ?? tags.window;
  return said === "yes" ? true : said === "no" ? false : undefined;
}

function address(tags: BuildingTags): string | undefined {
  const street = [tags["addr:street"], tags["addr:housenumber"]].filter((part) => part !== undefined);
  return street.length === 0 ? undefined : street.join(" ");
}
