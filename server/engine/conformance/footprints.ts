/** The outlines of the set, metres east and north of each case's own corner, counter-clockwise unless said. */
export interface CaseFootprint {
  outline: readonly (readonly [x: number, y: number])[];
  hole?: readonly (readonly [x: number, y: number])[];
  /** m². */
  planArea: number;
}

/** 20 m × 10 m turned by 31° about its corner, and put back where all of it is north and east of the corner. */
const turned = ([x, y]: readonly [number, number]): [number, number] => {
  const angle = (31 * Math.PI) / 180;
  return [x * Math.cos(angle) - y * Math.sin(angle) + 10, x * Math.sin(angle) + y * Math.cos(angle)];
};

const rectangle = [
  [0, 0],
  [20, 0],
  [20, 10],
  [0, 10],
] as const;

export const footprints = {
  rectangle: { outline: rectangle, planArea: 200 },
  turned: { outline: rectangle.map(turned), planArea: 200 },
  reversed: { outline: [...rectangle].reverse(), planArea: 200 },
  collinear: {
    outline: [
      [0, 0],
      [7, 0],
      [10, 0],
      [20, 0],
      [20, 5],
      [20, 10],
      [19, 10],
      [0, 10],
      [0, 3],
    ],
    planArea: 200,
  },
  square: {
    outline: [
      [0, 0],
      [12, 0],
      [12, 12],
      [0, 12],
    ],
    planArea: 144,
  },
  sliver: {
    outline: [
      [0, 0],
      [30, 0],
      [30, 0.5],
      [0, 0.5],
    ],
    planArea: 15,
  },
  l: {
    outline: [
      [0, 0],
      [20, 0],
      [20, 8],
      [8, 8],
      [8, 20],
      [0, 20],
    ],
    planArea: 256,
  },
  t: {
    outline: [
      [0, 0],
      [24, 0],
      [24, 8],
      [16, 8],
      [16, 20],
      [8, 20],
      [8, 8],
      [0, 8],
    ],
    planArea: 288,
  },
  u: {
    outline: [
      [0, 0],
      [24, 0],
      [24, 20],
      [16, 20],
      [16, 8],
      [8, 8],
      [8, 20],
      [0, 20],
    ],
    planArea: 384,
  },
  cross: {
    outline: [
      [8, 0],
      [16, 0],
      [16, 8],
      [24, 8],
      [24, 16],
      [16, 16],
      [16, 24],
      [8, 24],
      [8, 16],
      [0, 16],
      [0, 8],
      [8, 8],
    ],
    planArea: 320,
  },
  courtyard: {
    outline: [
      [0, 0],
      [30, 0],
      [30, 30],
      [0, 30],
    ],
    hole: [
      [8, 8],
      [8, 22],
      [22, 22],
      [22, 8],
    ],
    planArea: 704,
  },
  // The outer ring clockwise, the hole counter-clockwise.
  "courtyard-reversed": {
    outline: [
      [0, 0],
      [0, 30],
      [30, 30],
      [30, 0],
    ],
    hole: [
      [8, 8],
      [22, 8],
      [22, 22],
      [8, 22],
    ],
    planArea: 704,
  },
  triangle: {
    outline: [
      [0, 0],
      [12, 0],
      [0, 16],
    ],
    planArea: 96,
  },
  wedge: {
    outline: [
      [0, 0],
      [30, 0],
      [0, 1],
    ],
    planArea: 15,
  },
  // 48 corners on a circle of 8 m: 24 r² sin 7.5°.
  circle: {
    outline: Array.from({ length: 48 }, (_, i): [number, number] => [
      8 + 8 * Math.cos((Math.PI * i) / 24),
      8 + 8 * Math.sin((Math.PI * i) / 24),
    ]),
    planArea: 200.48823,
  },
  // A hall of 14 m × 10 m with a round end: half a circle of 5 m in 24 pieces, 12 r² sin 7.5°.
  apse: {
    outline: [
      [0, 0],
      [14, 0],
      ...Array.from({ length: 23 }, (_, i): [number, number] => [
        14 + 5 * Math.sin((Math.PI * (i + 1)) / 24),
        5 - 5 * Math.cos((Math.PI * (i + 1)) / 24),
      ]),
      [14, 10],
      [0, 10],
    ],
    planArea: 179.157858,
  },
  // A courtyard with a wing of the same width.
  "yard-wing": {
    outline: [
      [0, 0],
      [30, 0],
      [30, 11],
      [40, 11],
      [40, 19],
      [30, 19],
      [30, 30],
      [0, 30],
    ],
    hole: [
      [8, 8],
      [8, 22],
      [22, 22],
      [22, 8],
    ],
    planArea: 784,
  },
} satisfies Record<string, CaseFootprint>;

export type FootprintName = keyof typeof footprints;
