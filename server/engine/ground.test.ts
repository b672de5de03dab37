import { describe, expect, it } from "vitest";
import { contextRequestSchema, type WireRequestInput } from "../../shared/contract/context-request.ts";
import { createLocalProjection } from "../../shared/geo/local-projection.ts";
import { districtPath } from "../../shared/testing/districts.ts";
import { openHgt } from "../sources/elevation/hgt.ts";
import type { ElevationSource, MapFeature } from "../sources/map-source.ts";
import { type Polygon, pointInPolygon, ringArea } from "./geometry/rings.ts";
import { type Ground, makeGround } from "./ground.ts";
import { makePlan, type Plan } from "./plan.ts";
import { Report } from "./report.ts";
import { seededRandom } from "./seeded.ts";
import { madeElevation } from "./testing/made-terrain.ts";
import { terrainMesh } from "./topography.ts";

const plane = createLocalProjection(10, 48);
type Points = [number, number][];

/** Metres around 10° east, 48° north → closed ring, [lat, lon]. */
function ring(points: Points): [number, number][] {
  return [...points, points[0]].map(([x, y]) => {
    const [lon, lat] = plane.toLonLat(x, y);
    return [lat, lon];
  });
}

function square(half: number): Points {
  return [
    [-half, -half],
    [half, -half],
    [half, half],
    [-half, half],
  ];
}

/** Concave, with a thin arm and no two sides parallel. */
const odd: Points = [
  [-420, -380],
  [510, -450],
  [470, 20],
  [120, -35],
  [95, 60],
  [495, 130],
  [380, 470],
  [-110, 210],
  [-450, 400],
];

function groundOf(
  polygon: [number, number][],
  elevation: ElevationSource | null,
  features: MapFeature[] = [],
  settings: WireRequestInput["settings"] = {},
) {
  const plan = makePlan(
    contextRequestSchema.parse({
      polygon,
      origin: polygon[0],
      settings: { geometry: ["topography"], cropScene: true, upAxis: "Z", ...settings },
    }),
  );
  const report = new Report();
  const ground = makeGround(plan, elevation, report, features);
  const meshes = [...terrainMesh({ plan, features, ground, elevation, report })];
  return { plan, ground, soup: meshes[0].soup, warnings: report.toJson([]).warnings };
}

/** Greatest distance from the data at random places in the area, mm. */
function worstError(plan: Plan, ground: Ground, elevation: ElevationSource, places: number): number {
  const random = seededRandom("places");
  const [west, south, east, north] = plan.areaBox;
  let worst = 0;
  for (let i = 0; i < places; i++) {
    const x = Math.round(west + random() * (east - west));
    const y = Math.round(south + random() * (north - south));
    if (!pointInPolygon(plan.area, x, y)) continue;
    const [lon, lat] = plan.projection.toLonLat(x / 1000, y / 1000);
    const height = elevation.heightAt(lon, lat);
    if (height !== null) worst = Math.max(worst, Math.abs(ground.at(x, y) - 1000 * height));
  }
  return worst;
}

/** What a stranger sees of the sheet: plan area, edges by how many triangles have them. */
function sheetOf(soup: number[], area: Polygon) {
  const edges = new Map<string, number>();
  let twice = 0;
  let turned = 0;
  for (let i = 0; i < soup.length; i += 9) {
    const [ax, ay, az, bx, by, bz, cx, cy, cz] = soup.slice(i, i + 9);
    const here = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
    twice += here;
    if (here <= 0) turned++;
    const corners = [`${ax},${ay},${az}`, `${bx},${by},${bz}`, `${cx},${cy},${cz}`];
    corners.forEach((corner, k) => {
      const key = [corner, corners[(k + 1) % 3]].sort().join(" ");
      edges.set(key, (edges.get(key) ?? 0) + 1);
    });
  }
  const border = [...edges].filter(([, times]) => times === 1).map(([key]) => key);
  const offBorder = border.filter((key) =>
    key.split(" ").some((corner) => toRing(area.outer, corner.split(",").map(Number)) > 1),
  );
  return {
    share: twice / 2 / ringArea(area.outer),
    shared: [...edges.values()].filter((times) => times > 2).length,
    offBorder: offBorder.length,
    turned,
    triangles: soup.length / 9,
  };
}

function toRing(outer: number[], [x, y]: number[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < outer.length; i += 2) {
    const j = (i + 2) % outer.length;
    const [dx, dy] = [outer[j] - outer[i], outer[j + 1] - outer[i + 1]];
    const share = ((x - outer[i]) * dx + (y - outer[i + 1]) * dy) / (dx * dx + dy * dy);
    const at = Math.min(1, Math.max(0, share));
    least = Math.min(least, Math.hypot(x - outer[i] - at * dx, y - outer[i + 1] - at * dy));
  }
  return least;
}

const rolling = (x: number, y: number) =>
  400 + 40 * Math.sin(x / 150) * Math.cos(y / 190) + 8 * Math.sin(x / 37 + y / 53);

describe("the terrain", () => {
  it("keeps within a quarter of a metre of the data, wherever one looks", () => {
    const elevation = madeElevation(30, rolling);
    const { plan, ground, warnings } = groundOf(ring(odd), elevation);
    expect(worstError(plan, ground, elevation, 20_000)).toBeLessThan(250);
    expect(warnings).toEqual([]);
  });

  it("ends exactly at a concave outline, without a hole or a corner on another triangle's side", () => {
    const { plan, soup } = groundOf(ring(odd), madeElevation(30, rolling));
    const sheet = sheetOf(soup, plan.area);
    expect(sheet).toMatchObject({ shared: 0, offBorder: 0, turned: 0 });
    expect(Math.abs(sheet.share - 1)).toBeLessThan(1e-5);
    expect(sheet.triangles).toBeGreaterThan(1000);
  });

  it("needs two triangles for a flat square, and for a plane slope", () => {
    const flat = groundOf(
      ring(square(500)),
      madeElevation(30, () => 212),
    );
    expect(flat.soup.length / 9).toBe(2);
    const tilted = groundOf(
      ring(square(500)),
      madeElevation(30, (x, y) => 500 + x / 10 - y / 7),
    );
    expect(tilted.soup.length / 9).toBeLessThanOrEqual(4);
  });

  it("needs a fifth of the triangles of a regular grid that is as near to the data", () => {
    const elevation = madeElevation(30, (x, y) => 400 + 60 * Math.exp(-(x * x + y * y) / 40_000));
    const { plan, ground, soup } = groundOf(ring(square(500)), elevation);
    const allowed = worstError(plan, ground, elevation, 20_000);
    const [west, south, east, north] = plan.areaBox;
    let cells = 4;
    for (; cells < 400; cells = Math.ceil(cells * 1.1)) {
      const [dx, dy] = [(east - west) / cells, (north - south) / cells];
      const node = (column: number, row: number) => {
        const [lon, lat] = plan.projection.toLonLat((west + column * dx) / 1000, (south + row * dy) / 1000);
        return 1000 * (elevation.heightAt(lon, lat) ?? 0);
      };
      const grid: Ground = {
        mesh: null,
        at(x, y) {
          const [u, v] = [(x - west) / dx, (y - south) / dy];
          const [column, row] = [Math.min(cells - 1, Math.floor(u)), Math.min(cells - 1, Math.floor(v))];
          const [s, t] = [u - column, v - row];
          const [a, d] = [node(column, row), node(column + 1, row + 1)];
          const corner = s >= t ? node(column + 1, row) : node(column, row + 1);
          return s >= t ? a + s * (corner - a) + t * (d - corner) : a + t * (corner - a) + s * (d - corner);
        },
      };
      if (worstError(plan, grid, elevation, 3000) <= allowed) break;
    }
    expect(soup.length / 9).toBeLessThan((2 * cells * cells) / 5);
  });

  it("says how near it is where 100,000 triangles are not enough", () => {
    const rough = madeElevation(10, () => 300, 40);
    const { soup, warnings } = groundOf(ring(square(1500)), rough);
    expect(soup.length / 9).toBeLessThanOrEqual(100_000);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^The terrain follows the elevation data within \d+\.\d\d m: closer would/);
  });

  it("fills gaps from around them and says so", () => {
    const holed = madeElevation(30, (x, y) => (Math.hypot(x, y) < 3000 ? 100 + x / 20 : 0));
    const elevation: ElevationSource = {
      ...holed,
      heightAt: (lon, lat) => (Math.abs(lon - 10) < 0.001 ? null : holed.heightAt(lon, lat)),
    };
    const { ground, warnings } = groundOf(ring(square(500)), elevation);
    expect(warnings).toEqual(["Gaps in the elevation data were filled from their surroundings."]);
    expect(ground.at(500_000, 500_000)).toBeGreaterThan(90_000);
  });

  it("is true to SRTM in steep Monaco and in the hills behind, over 10 km²", async ({ skip }) => {
    const path = districtPath("N43E007-srtm3.hgt.zip");
    if (path === null) return skip();
    const elevation = await openHgt(path);
    for (const [west, south, east, north] of [
      [7.414, 43.735, 7.4265, 43.744],
      [7.3, 43.76, 7.34, 43.79],
    ]) {
      const polygon: [number, number][] = [
        [south, west],
        [south, east],
        [north, east],
        [north, west],
        [south, west],
      ];
      const { plan, ground, soup, warnings } = groundOf(polygon, elevation);
      expect(worstError(plan, ground, elevation, 20_000)).toBeLessThan(250);
      expect(warnings).toEqual([]);
      const sheet = sheetOf(soup, plan.area);
      expect(sheet).toMatchObject({ shared: 0, offBorder: 0, turned: 0 });
      expect(Math.abs(sheet.share - 1)).toBeLessThan(1e-5);
      // 4,000 triangles a km², and fewer where it is less steep.
      expect(sheet.triangles / (ringArea(plan.area.outer) / 1e12)).toBeLessThan(4_000);
    }
  });
});

/** A feature from metres around 10° east, 48° north. */
function waterArea(tags: Record<string, string>, points: Points): MapFeature {
  const outer = Float64Array.from([...points, points[0]].flatMap(([x, y]) => plane.toLonLat(x, y)));
  return { id: "way/1", tags: { natural: "water", ...tags }, kind: "area", polygons: [{ outer, holes: [] }] };
}

function disc(radius: number, corners = 40): Points {
  return Array.from({ length: corners }, (_, i) => {
    const angle = (2 * Math.PI * i) / corners;
    return [radius * Math.cos(angle), radius * 0.7 * Math.sin(angle)];
  });
}

describe("water", () => {
  it("is level on noisy data, near the lower part of its shore, and no ground pokes through it", () => {
    const noisy = madeElevation(30, () => 300, 3);
    const polygon = ring(square(400));
    const { plan, ground, soup } = groundOf(polygon, noisy, [waterArea({}, disc(200))]);
    const [centreX, centreY] = plan.projection.toLocal(10, 48).map((metres) => metres * 1000);
    const level = ground.at(Math.round(centreX), Math.round(centreY));
    expect(level).toBeGreaterThan(297_000);
    expect(level).toBeLessThan(300_000);
    const random = seededRandom("lake");
    for (let i = 0; i < 2000; i++) {
      const [angle, share] = [2 * Math.PI * random(), Math.sqrt(random()) * 0.99];
      const x = Math.round(centreX + 200_000 * share * 0.996 * Math.cos(angle));
      const y = Math.round(centreY + 140_000 * share * 0.996 * Math.sin(angle));
      expect(ground.at(x, y)).toBe(level);
    }
    expect(sheetOf(soup, plan.area)).toMatchObject({ shared: 0, offBorder: 0, turned: 0 });
  });

  it("is level also where the outline cuts it, and the outline stays exact", () => {
    const noisy = madeElevation(30, (x) => 300 + x / 50, 3);
    const { plan, soup } = groundOf(ring(odd), noisy, [waterArea({}, disc(430))]);
    const sheet = sheetOf(soup, plan.area);
    expect(sheet).toMatchObject({ shared: 0, offBorder: 0, turned: 0 });
    expect(Math.abs(sheet.share - 1)).toBeLessThan(1e-5);
  });

  it("lies at 0 where it is the sea", () => {
    const noisy = madeElevation(30, (x) => x / 20, 4);
    const sea = waterArea({ water: "sea" }, [
      [-2000, -2000],
      [0, -2000],
      [0, 2000],
      [-2000, 2000],
    ]);
    const { plan, ground } = groundOf(ring(square(400)), noisy, [sea]);
    const [x] = plan.projection.toLocal(10, 48).map((metres) => Math.round(metres * 1000));
    for (const off of [1, 50, 200, 390]) expect(ground.at(x - off * 1000, 0)).toBe(0);
  });

  it("never rises down a river, and never lies above its banks", () => {
    const noisy = madeElevation(30, (x, y) => 300 - x / 40 + Math.abs(y) / 30, 2);
    const course: Points = Array.from({ length: 31 }, (_, i) => [-600 + 40 * i, 60 * Math.sin(i / 4)]);
    const bank = (off: number): Points => course.map(([x, y]) => [x, y + off]);
    const river = waterArea({ water: "river" }, [...bank(-15), ...bank(15).reverse()]);
    const middle: MapFeature = {
      id: "way/2",
      tags: { waterway: "river" },
      kind: "line",
      coordinates: Float64Array.from(course.flatMap(([x, y]) => plane.toLonLat(x, y))),
    };
    const { plan, ground } = groundOf(ring(square(450)), noisy, [river, middle]);
    let before = Number.POSITIVE_INFINITY;
    for (const [px, py] of course.slice(5, 26)) {
      const [x, y] = plan.projection
        .toLocal(...plane.toLonLat(px, py))
        .map((metres) => Math.round(metres * 1000));
      const level = ground.at(x, y);
      expect(level).toBeLessThanOrEqual(before + 1);
      before = level;
      const [lon, lat] = plane.toLonLat(px, py);
      expect(level).toBeLessThanOrEqual(1000 * (noisy.heightAt(lon, lat) ?? 0) + 150);
    }
  });
});
