/** A gabled house for tests, 10 m × 20 m, eaves at 6 m, ridge at 9 m: 1200 m³ + 300 m³. */
export const houseCorners = [
  [0, 0, 0],
  [10, 0, 0],
  [10, 20, 0],
  [0, 20, 0],
  [0, 0, 6],
  [10, 0, 6],
  [10, 20, 6],
  [0, 20, 6],
  [5, 0, 9],
  [5, 20, 9],
];

/** Its faces by corner number, counter-clockwise seen from outside. */
export const houseGround = [3, 2, 1, 0];
export const houseGables = [
  [0, 1, 5, 8, 4],
  [2, 3, 7, 9, 6],
];
export const houseSides = [
  [1, 2, 6, 5],
  [3, 0, 4, 7],
];
export const houseSlopes = [
  [4, 8, 9, 7],
  [5, 6, 9, 8],
];
