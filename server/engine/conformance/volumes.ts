/**
 * Volume above the eaves in m³ for a rise of 4 m, from closed forms; null where the wiki leaves the shape open. With
 * A = plan area, P = length of all walls, k = outer less inner corners, T = greatest distance inward, h = 4:
 *
 * - gabled, skillion A h / 2 (skillions fall south: A h × (height of the centroid over the south end) / length);
 *   gabled wings: hipped + W² h / 12 for each free end.
 * - half-hipped: a hip of equal pitch takes the upper third of each end: gabled − W² h / 324 for each; side_half-hipped: for
 *   one; side_hipped: gabled − W² h / 12 for one. crosspitched (two gables of one height): 2/3 A h.
 * - gabled_height_moved (0, 0), (0.5, 1), (1, 0.5) = 0.625 A h; butterfly A h / 2.
 * - sawtooth: skillions one behind the other, on a box A h / 2; else the sum over teeth of ∫ width × height. As many teeth
 *   as bring the slope nearest to 30° (or roof:angle), at least two: 2 on 10, 12 and 16 m, 3 on 20 and 24 m, 4 on 30 m.
 * - pyramidal A h / 3. round A h π / 4. dome 2/3 A h (quarter ellipse turned round).
 * - hipped and its kind: the plan at distance t inward is A − P t + k t², so V = ∫ (A − P t + k t²) H′(t) dt, 0 to T;
 *   hipped H = h t / T; mansard breaks at (0.3 T, 0.6 h); quadruple_saltbox is level from T / 2.
 * - by cross-section over the width: gambrel (0.15, 0.8), (0.5, 1), (0.85, 0.8) = 0.75 A h; saltbox (0.7, 1), (1, 0.2) =
 *   0.53 A h; double_saltbox (0.25, 1), (0.75, 1) = 0.75 A h. The proportions are those the Context API draws.
 * - a triangle's plan shrinks as (1 − t / T)²: hipped A h / 3, mansard 0.503333 A h, quadruple_saltbox 0.583333 A h.
 * - onion: stacked rings of radius a, b: A h Σ Δ (a² + a b + b²) / 3 = 0.451274 A h, in the proportions drawn here.
 */
import type { FootprintName } from "./footprints.ts";

export const roofShapes = [
  "flat",
  "gabled",
  "hipped",
  "pyramidal",
  "skillion",
  "gambrel",
  "mansard",
  "saltbox",
  "double_saltbox",
  "quadruple_saltbox",
  "round",
  "dome",
  "onion",
  "cone",
  "half-hipped",
  "side_hipped",
  "side_half-hipped",
  "crosspitched",
  "gabled_height_moved",
  "butterfly",
  "sawtooth",
] as const;
export type CaseRoof = (typeof roofShapes)[number];

type Volumes = Partial<Record<CaseRoof, number>>;

const box: Volumes = {
  gabled: 400,
  hipped: 333.3333,
  pyramidal: 266.6667,
  skillion: 400,
  gambrel: 600,
  mansard: 461.3333,
  saltbox: 424,
  double_saltbox: 600,
  quadruple_saltbox: 533.3333,
  round: 628.3185,
  dome: 533.3333,
  onion: 361.019,
  cone: 266.6667,
  "half-hipped": 397.5309,
  side_hipped: 366.6667,
  "side_half-hipped": 398.7654,
  crosspitched: 533.3333,
  gabled_height_moved: 500,
  butterfly: 400,
  sawtooth: 400,
};

const yard: Volumes = {
  hipped: 1408,
  mansard: 1830.4,
  quadruple_saltbox: 2112,
  skillion: 1408,
  sawtooth: 1408,
};

export const volumes: Record<FootprintName, Volumes> = {
  rectangle: box,
  turned: box,
  reversed: box,
  collinear: box,
  square: {
    gabled: 288,
    hipped: 192,
    pyramidal: 192,
    skillion: 288,
    gambrel: 432,
    mansard: 289.92,
    saltbox: 305.28,
    double_saltbox: 432,
    quadruple_saltbox: 336,
    round: 452.3893,
    dome: 384,
    onion: 259.9337,
    cone: 192,
    "half-hipped": 284.4444,
    side_hipped: 240,
    "side_half-hipped": 286.2222,
    crosspitched: 384,
    gabled_height_moved: 360,
    butterfly: 288,
    sawtooth: 288,
  },
  sliver: {
    gabled: 30,
    hipped: 29.8333,
    pyramidal: 20,
    skillion: 30,
    gambrel: 45,
    mansard: 38.8533,
    saltbox: 31.8,
    double_saltbox: 45,
    quadruple_saltbox: 44.8333,
    round: 47.1239,
    dome: 40,
    onion: 27.0764,
    "half-hipped": 29.9938,
    side_hipped: 29.9167,
    "side_half-hipped": 29.9969,
    crosspitched: 40,
    gabled_height_moved: 37.5,
    butterfly: 30,
    sawtooth: 30,
  },
  l: {
    gabled: 512,
    hipped: 469.3333,
    mansard: 628.0533,
    quadruple_saltbox: 725.3333,
    skillion: 396.8,
    "half-hipped": 510.4198,
    side_hipped: 490.6667,
    "side_half-hipped": 511.2099,
    sawtooth: 486.4,
  },
  t: {
    gabled: 597.3333,
    hipped: 533.3333,
    mansard: 711.2533,
    quadruple_saltbox: 821.3333,
    skillion: 422.4,
    "half-hipped": 594.963,
    side_hipped: 576,
    "side_half-hipped": 596.5432,
    sawtooth: 541.8667,
  },
  u: {
    gabled: 768,
    hipped: 725.3333,
    mansard: 960.8533,
    quadruple_saltbox: 1109.3333,
    skillion: 691.2,
    "half-hipped": 766.4198,
    side_hipped: 746.6667,
    "side_half-hipped": 767.2099,
    sawtooth: 750.9333,
  },
  cross: {
    gabled: 682.6667,
    hipped: 597.3333,
    mansard: 794.4533,
    quadruple_saltbox: 917.3333,
    skillion: 640,
    "half-hipped": 679.5062,
    side_hipped: 661.3333,
    "side_half-hipped": 681.8765,
    sawtooth: 640,
  },
  courtyard: yard,
  "courtyard-reversed": yard,
  triangle: {
    hipped: 128,
    pyramidal: 128,
    cone: 128,
    skillion: 128,
    mansard: 193.28,
    quadruple_saltbox: 224,
    dome: 256,
    onion: 173.2892,
  },
  wedge: {
    hipped: 20,
    pyramidal: 20,
    cone: 20,
    skillion: 20,
    mansard: 30.2,
    quadruple_saltbox: 35,
    dome: 40,
    onion: 27.0764,
  },
  circle: {
    hipped: 267.3176,
    pyramidal: 267.3176,
    cone: 267.3176,
    skillion: 400.9765,
    mansard: 403.6496,
    quadruple_saltbox: 467.8059,
    dome: 534.6353,
    onion: 361.9003,
    sawtooth: 400.9765,
  },
};
