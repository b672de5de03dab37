import type { Skip } from "./read-answer.ts";

/** The figures of the engine gate. */
export interface Verdict {
  buildings: number;
  parts: number;
  closed: number;
  acceptedByManifold: number;
  degenerateTriangles: number;
  /** How many solids' plans could be compared with a mapped outline. */
  planAreaJudged: number;
  /** Greatest share by which a plan differs from its mapped outline (cut at the area, without its parts). */
  planAreaMaxError: number;
  planAreaWorst: string;
  /** Tops that are not ground + height to 1 mm, the height as tagged where the tag is plain metres. */
  topMismatches: number;
  topWorst: string;
  /** Solids whose height could be compared with a tag. */
  tagsJudged: number;
  /** Mapped buildings that are neither in the answer nor counted as left out. */
  unaccounted: number;
  /** Buildings that the engine gave up, by its own report. */
  notMade: number;
  barriersOpen: number;
  /** Decks of bridges that manifold-3d does not take for solids. */
  bridgesOpen: number;
  /** Pieces of surface that the engine gave up: holes in the ground. */
  notMeshed: number;
  /** Sum over pairs of sheets that share more than 0.1 m². */
  surfaceOverlapM2: number;
  surfaceWorst: string;
  /** Share by which the terrain's plan differs from the area asked for; 0 where none was sent. */
  terrainAreaError: number;
  /** Vertices and nodes more than 2 mm (3 mm in another system than the local one) outside of the area; without a crop: meshes that do not touch it. */
  outsideCrop: number;
  nan: number;
  skipped: Skip[];
}

export function emptyVerdict(): Verdict {
  return {
    buildings: 0,
    parts: 0,
    closed: 0,
    acceptedByManifold: 0,
    degenerateTriangles: 0,
    planAreaJudged: 0,
    planAreaMaxError: 0,
    planAreaWorst: "",
    topMismatches: 0,
    topWorst: "",
    tagsJudged: 0,
    unaccounted: 0,
    notMade: 0,
    barriersOpen: 0,
    bridgesOpen: 0,
    notMeshed: 0,
    surfaceOverlapM2: 0,
    surfaceWorst: "",
    terrainAreaError: 0,
    outsideCrop: 0,
    nan: 0,
    skipped: [],
  };
}

/** Several areas as one: counts add up, the worst stays. */
export function addVerdict(sum: Verdict, next: Verdict): Verdict {
  const worse = next.planAreaMaxError > sum.planAreaMaxError ? next : sum;
  const total = { ...sum };
  for (const key of summed) total[key] += next[key];
  return {
    ...total,
    planAreaMaxError: worse.planAreaMaxError,
    planAreaWorst: worse.planAreaWorst,
    topWorst: sum.topWorst || next.topWorst,
    surfaceWorst: sum.surfaceWorst || next.surfaceWorst,
    terrainAreaError: Math.max(sum.terrainAreaError, next.terrainAreaError),
    skipped: addSkips(sum.skipped, next.skipped),
  };
}

const summed = [
  "buildings",
  "parts",
  "closed",
  "acceptedByManifold",
  "degenerateTriangles",
  "planAreaJudged",
  "topMismatches",
  "tagsJudged",
  "unaccounted",
  "notMade",
  "barriersOpen",
  "bridgesOpen",
  "notMeshed",
  "surfaceOverlapM2",
  "outsideCrop",
  "nan",
] as const;

function addSkips(sum: Skip[], next: Skip[]): Skip[] {
  const result = sum.map((skip) => ({ ...skip }));
  for (const skip of next) {
    const known = result.find(({ layer, reason }) => layer === skip.layer && reason === skip.reason);
    if (known === undefined) result.push({ ...skip });
    else known.count += skip.count;
  }
  return result;
}

/** What does not hold, one sentence each; empty when everything does. */
export function failuresOf(verdict: Verdict): string[] {
  const solids = verdict.buildings + verdict.parts;
  const percent = (share: number) => `${(100 * share).toFixed(3)} %`;
  const bounds: [holds: boolean, sentence: string][] = [
    [verdict.closed === solids, `${solids - verdict.closed} of ${solids} solids are not closed.`],
    [
      verdict.acceptedByManifold === solids,
      `manifold-3d refuses ${solids - verdict.acceptedByManifold} of ${solids} solids.`,
    ],
    [verdict.degenerateTriangles === 0, `${verdict.degenerateTriangles} triangles have no area.`],
    [
      verdict.planAreaMaxError <= 0.001,
      `A plan differs from its outline by ${percent(verdict.planAreaMaxError)}: ${verdict.planAreaWorst}.`,
    ],
    [
      verdict.topMismatches === 0,
      `${verdict.topMismatches} tops are not at their height, such as ${verdict.topWorst}.`,
    ],
    [
      verdict.unaccounted === 0,
      `${verdict.unaccounted} mapped buildings are neither in the answer nor counted as left out.`,
    ],
    [verdict.notMade === 0, `${verdict.notMade} buildings could not be made.`],
    [verdict.notMeshed === 0, `${verdict.notMeshed} pieces of surface could not be meshed.`],
    [verdict.barriersOpen === 0, `${verdict.barriersOpen} barriers are not closed.`],
    [verdict.bridgesOpen === 0, `${verdict.bridgesOpen} bridges are not closed.`],
    [
      verdict.surfaceOverlapM2 === 0,
      `Surfaces overlap by ${verdict.surfaceOverlapM2.toFixed(2)} m², such as ${verdict.surfaceWorst}.`,
    ],
    [
      verdict.terrainAreaError <= 0.001,
      `The terrain's plan differs from the area by ${percent(verdict.terrainAreaError)}.`,
    ],
    [verdict.outsideCrop === 0, `${verdict.outsideCrop} points or meshes lie outside of the area.`],
    [verdict.nan === 0, `${verdict.nan} coordinates are no numbers.`],
  ];
  return bounds.filter(([holds]) => !holds).map(([, sentence]) => sentence);
}
