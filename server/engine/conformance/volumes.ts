/**
 * Volume above the eaves in m³ for a rise of 4 m, from closed forms; null where the wiki leaves the shape open. With
 * A = plan area, P = length of all walls, k = outer less inner corners, T = greatest distance inward, h = 4:
 *
 * - gabled, skillion A h / 2 (skillions fall south: A h × (height of the centroid over the south end) / length);
 *   gabled wings: hipped + W² h / 12 for each free end.
 * - pyramidal A h / 3. round A h π / 4. dome 2/3 A h (quarter ellipse turned round).
 * - hipped and its kind: the plan at distance t inward is A − P t + k t², so V = ∫ (A − P t + k t²) H′(t) dt, 0 to T;
 *   hipped H = h t / T; mansard breaks at (0.3 T, 0.6 h); quadruple_saltbox is level from T / 2.
 * - by cross-section over the width: gambrel (0.15, 0.8), (0.5, 1), (0.85, 0.8) = 0.75 A h; saltbox (0.7, 1), (1, 0.2) =
 *   0.53 A h; double_saltbox (0.25, 1), (0.75, 1) = 0.75 A h. The proportions are those the Context API draws.
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
  },
  l: { gabled: 512, hipped: 469.3333, mansard: 628.0533, quadruple_saltbox: 725.3333, skillion: 396.8 },
  t: { gabled: 597.3333, hipped: 533.3333, mansard: 711.2533, quadruple_saltbox: 821.3333, skillion: 422.4 },
  u: { gabled: 768, hipped: 725.3333, mansard: 960.8533, quadruple_saltbox: 1109.3333, skillion: 691.2 },
  cross: {
    gabled: 682.6667,
    hipped: 597.3333,
    mansard: 794.4533,
    quadruple_saltbox: 917.3333,
    skillion: 640,
  },
  courtyard: { hipped: 1408, mansard: 1830.4, quadruple_saltbox: 2112, skillion: 1408 },
  circle: {
    hipped: 267.3176,
    pyramidal: 267.3176,
    cone: 267.3176,
    skillion: 400.9765,
    mansard: 403.6496,
    quadruple_saltbox: 467.8059,
    dome: 534.6353,
    onion: 361.9003,
  },
};
