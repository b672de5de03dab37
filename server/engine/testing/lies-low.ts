/** Whether a sheet lies on the ground of its answer, as far as the answer tells where that is. */
import Flatbush from "flatbush";
import type { ReadLayer, ReadMesh } from "./read-answer.ts";

/** A sheet this far above the ground floats, metres: sheets are drawn 5 cm above it. */
const air = 0.2;

/**
 * Compared with the terrain that was sent, or with zero, where sheets lie when they are not draped. Without terrain, but
 * lifted onto some, nobody can tell: then everything lies low.
 */
export function lowSheets(layers: readonly ReadLayer[]): (sheet: ReadMesh) => boolean {
  const ground = groundOf(layers.filter(({ type }) => type === "topography").flatMap(({ meshes }) => meshes));
  const sheets = layers.filter(({ type }) => type === "surface").flatMap(({ meshes }) => meshes);
  const lifted = sheets.some(({ local, descriptor }) => descriptor.bridge !== true && local[2] > air);
  return ({ local }) => {
    for (let i = 0; i + 2 < local.length; i += 3) {
      const over = local[i + 2] - (ground?.(local[i], local[i + 1]) ?? 0);
      if (over > air && local[i + 2] > air && (ground !== null || !lifted)) return false;
    }
    return true;
  };
}

type HeightAt = (x: number, y: number) => number | null;

function groundOf(meshes: readonly ReadMesh[]): HeightAt | null {
  const corners = meshes.flatMap(({ local }) =>
    Array.from({ length: local.length / 9 }, (_, i) => local.slice(9 * i, 9 * i + 9)),
  );
  if (corners.length === 0) return null;
  const tree = new Flatbush(corners.length);
  for (const c of corners)
    tree.add(
      Math.min(c[0], c[3], c[6]),
      Math.min(c[1], c[4], c[7]),
      Math.max(c[0], c[3], c[6]),
      Math.max(c[1], c[4], c[7]),
    );
  tree.finish();
  return (x, y) => {
    for (const i of tree.search(x, y, x, y)) {
      const height = heightIn(corners[i], x, y);
      if (height !== null) return height;
    }
    return null;
  };
}

function heightIn(
  [ax, ay, az, bx, by, bz, cx, cy, cz]: readonly number[],
  x: number,
  y: number,
): number | null {
  const whole = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
  if (whole === 0) return null;
  const b = ((x - ax) * (cy - ay) - (cx - ax) * (y - ay)) / whole;
  const c = ((bx - ax) * (y - ay) - (x - ax) * (by - ay)) / whole;
  return b < -1e-6 || c < -1e-6 || b + c > 1 + 1e-6 ? null : az + b * (bz - az) + c * (cz - az);
}
