/** The cases on flat ground as one OSM file: what another converter is fed with. */
import { createLocalProjection } from "../../../shared/geo/local-projection.ts";
import { type ConformanceCase, cases, placeOfCase, setOrigin } from "./cases.ts";

const plane = createLocalProjection(setOrigin.lon, setOrigin.lat);

/**
 * OSM XML. The way or multipolygon of case n has the id n + 1 and the name of the case in `ref`, and lies where the whole
 * set has it. Degrees have nine decimals, so that plans are exact to 0.1 mm.
 */
export function writeOsm(only: readonly ConformanceCase[] = cases): string {
  const nodes: string[] = [];
  const others: string[] = [];
  let nextNode = 1;
  let nextInner = 100_001;
  const ring = (points: ConformanceCase["footprint"]["outline"], [x, y]: [number, number]) => {
    const first = nextNode;
    for (const [px, py] of points) {
      const [lon, lat] = plane.toLonLat(x + px, y + py);
      nodes.push(`<node id="${nextNode++}" version="1" lat="${lat.toFixed(9)}" lon="${lon.toFixed(9)}"/>`);
    }
    const numbers = [...points.map((_, i) => first + i), first];
    return numbers.map((number) => `<nd ref="${number}"/>`).join("");
  };
  cases.forEach((one, number) => {
    if (one.ground !== "flat" || !only.includes(one)) return;
    const place = placeOfCase(number);
    const tags = tagsOf({ ...one.tags, ref: one.id });
    const { outline, hole } = one.footprint;
    if (hole === undefined) {
      others.push(`<way id="${number + 1}" version="1">${ring(outline, place)}${tags}</way>`);
      return;
    }
    const [outer, inner] = [nextInner++, nextInner++];
    others.push(`<way id="${outer}" version="1">${ring(outline, place)}</way>`);
    others.push(`<way id="${inner}" version="1">${ring(hole, place)}</way>`);
    const members = `<member type="way" ref="${outer}" role="outer"/><member type="way" ref="${inner}" role="inner"/>`;
    const kind = '<tag k="type" v="multipolygon"/>';
    others.push(`<relation id="${number + 1}" version="1">${members}${kind}${tags}</relation>`);
  });
  // Ways before relations, as readers expect.
  others.sort((a, b) => Number(a.startsWith("<relation")) - Number(b.startsWith("<relation")));
  const head =
    '<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="Contextile conformance set">';
  return `${[head, bounds(), ...nodes, ...others, "</osm>"].join("\n")}\n`;
}

function bounds(): string {
  const last = placeOfCase(cases.length - 1);
  const [maxLon, maxLat] = plane.toLonLat(960, last[1] + 60);
  const { lat, lon } = setOrigin;
  return `<bounds minlat="${lat}" minlon="${lon}" maxlat="${maxLat.toFixed(9)}" maxlon="${maxLon.toFixed(9)}"/>`;
}

function tagsOf(tags: Record<string, string>): string {
  return Object.entries(tags)
    .map(([key, value]) => `<tag k="${key}" v="${value.replaceAll('"', "&quot;")}"/>`)
    .join("");
}
