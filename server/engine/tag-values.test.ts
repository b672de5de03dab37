import { describe, expect, it } from "vitest";
import { contextRequestSchema } from "../../shared/contract/context-request.ts";
import type { Tags } from "../sources/map-source.ts";
import { measure } from "./buildings/measure.ts";
import { parseDirection } from "./buildings/roof-axis.ts";
import { apiRoofType, furtherRoofShape, roofShapeOf, unmetRoofShape } from "./buildings/roof-shape.ts";
import { nodeKindOf } from "./node-kind.ts";
import { areaType } from "./surface/area-type.ts";
import { stripOf } from "./surface/path-type.ts";
import { parseAngle, parseColour, parseLength } from "./tag-values.ts";

const { settings } = contextRequestSchema.parse({
  polygon: [],
  settings: { defaultLevels: 2, defaultLevelHeight: 3 },
});

describe("tag values", () => {
  it.each([
    ["12", 12],
    ["12.5", 12.5],
    ["12,5 m", 12.5],
    [" 7 m ", 7],
    ["30 metres", 30],
    ["40'", 12.192],
    ["39'4\"", 11.9888],
    ["40 ft", 12.192],
    ["39' 4", 11.9888],
    ["39 ft 4 in", 11.9888],
    ["40 feet", 12.192],
    ['18"', 0.4572],
    ["12m", 12],
    ["12 m.", 12],
    ["+12", null],
    ["12;14", null],
    ["~12", null],
    ["250 cm", 2.5],
    ["-3", null],
    ["twelve", null],
    ["12-15", null],
    ["NaN", null],
    ["1e9", null],
    ["", null],
    ["∞", null],
  ])("reads the length %j as %j", (text, metres) => {
    const found = parseLength(text);
    if (metres === null) expect(found).toBeNull();
    else expect(found).toBeCloseTo(metres, 6);
  });

  it("reads colours, angles and directions, and nothing else", () => {
    expect(parseColour("#a33")).toBe(0xaa3333);
    expect(parseColour("Red")).toBe(0xff0000);
    expect(parseColour("constructor")).toBeNull();
    expect(parseAngle("35°")).toBe(35);
    expect(parseAngle("95")).toBeNull();
    expect(parseDirection("SSW")).toEqual({ degrees: 202.5, slack: 45 });
    expect(parseDirection("-90")).toEqual({ degrees: 270, slack: 10 });
    expect(parseDirection("up")).toBeNull();
  });

  it.each([
    [undefined, null],
    ["gabled", "gabled"],
    ["Half-Hipped", "halfHipped"],
    ["side_hipped", "sideHipped"],
    ["side_half-hipped", "sideHalfHipped"],
    ["crosspitched", "crossGabled"],
    ["sawtooth", "sawtooth"],
    ["lean_to", "skillion"],
    ["quadruple_saltbox", "quadrupleSaltbox"],
    ["double_saltbox", "doubleSaltbox"],
    ["cone", "pyramidal"],
    ["bellcast_gable", "bellcastGable"],
    ["hipped-and-gabled", "hippedAndGabled"],
    ["half-dome", "halfDome"],
    ["many", "flat"],
    ["constructor", "flat"],
  ])("maps roof:shape=%j to %j", (text, shape) => {
    expect(roofShapeOf(text)).toBe(shape);
  });

  it.each([
    [undefined, undefined],
    ["gabled", undefined],
    ["cone", undefined],
    ["half-hipped", undefined],
    ["sawtooth", undefined],
    ["double_saltbox", undefined],
    ["hipped-and-gabled", undefined],
    ["half-dome", undefined],
    ["complex", "complex"],
    ["many", "many"],
  ])("says for roof:shape=%j that %j was wanted where something else is built", (text, wanted) => {
    expect(unmetRoofShape(text)).toBe(wanted);
  });

  it.each([
    ["gabled", "gabled", undefined],
    ["halfHipped", "gabled", "halfHipped"],
    ["sideHipped", "hipped", "sideHipped"],
    ["sawtooth", "skillion", "sawtooth"],
    ["hippedAndGabled", "hipped", "hippedAndGabled"],
    ["halfDome", "dome", "halfDome"],
    ["doubleSaltbox", "quadrupleSaltbox", "doubleSaltbox"],
  ] as const)("says %s as the API's %s and names it %s beside", (shape, type, name) => {
    expect([apiRoofType(shape), furtherRoofShape(shape)]).toEqual([type, name]);
  });

  it.each([
    [{ height: "12" }, { total: 12, heightSource: "OSM" }],
    [{ "building:height": "12" }, { total: 12, heightSource: "OSM" }],
    [{ height: "0" }, { total: null, walls: 6, heightSource: "default" }],
    [{ height: "99999" }, { total: null, heightSource: "default" }],
    [{ "building:levels": "4" }, { total: null, walls: 12, levels: 4, heightSource: "levels" }],
    [{ "building:levels": "lots" }, { walls: 6, levels: null, heightSource: "default" }],
    [{ building: "garage" }, { walls: 3 }],
    [{ "building:min_level": "2" }, { min: 6 }],
    [{ min_height: "2", "building:min_level": "5" }, { min: 2 }],
    [{ "roof:levels": "2" }, { roofHeight: 6 }],
    [{ "roof:height": "2,5 m" }, { roofHeight: 2.5 }],
  ])("measures %j", (tags, expected) => {
    expect(measure(tags, settings)).toMatchObject(expected);
  });

  it.each([
    [{ natural: "water" }, "water"],
    [{ landuse: "forest" }, "forest"],
    [{ leisure: "pitch" }, "pitch"],
    [{ golf: "green" }, "manicuredGrass"],
    [{ aeroway: "helipad" }, "helipad"],
    [{ natural: "scree" }, "rock"],
    [{ amenity: "parking" }, "asphalt"],
    [{ landuse: "residential" }, undefined],
  ])("takes an area %j for %j", (tags, type) => {
    expect(areaType(tags)?.type).toBe(type);
  });

  it.each([
    [{ highway: "residential" }, { pathType: "roadway", widthM: 5.5 }],
    [
      { highway: "primary", lanes: "4" },
      { pathType: "roadway", widthM: 13 },
    ],
    [{ highway: "primary", width: "9 m" }, { widthM: 9 }],
    [{ highway: "primary", width: "9000" }, { widthM: 7 }],
    [{ highway: "steps" }, { pathType: "footway" }],
    [{ railway: "rail" }, { pathType: "railway", widthM: 3.435 }],
    [{ waterway: "stream" }, { type: "water", widthM: 2 }],
  ])("takes a line %j for %j", (tags, expected) => {
    expect(stripOf(tags)).toMatchObject(expected);
  });

  it("makes no strip of what has none", () => {
    const lines: Tags[] = [
      { highway: "proposed" },
      { highway: "constructor" },
      { railway: "abandoned" },
      { power: "line" },
    ];
    for (const tags of lines) expect(stripOf(tags)).toBeNull();
  });

  it.each([
    [{ natural: "tree" }, "tree"],
    [{ artwork_type: "statue", height: "6" }, "statueBig"],
    [{ memorial: "statue", historic: "memorial" }, "statueSmall"],
    [{ tourism: "artwork", artwork_type: "mural" }, null],
    [{ power: "tower" }, "transmissionTower"],
    [{ amenity: "cafe" }, null],
  ])("takes a point %j for %j", (tags, kind) => {
    expect(nodeKindOf(tags)).toBe(kind);
  });
});
