import type { Camera } from "./camera.ts";

/** What is being drawn: one colour and one id a feature; where ids differ, an outline is drawn. */
export interface Target {
  width: number;
  height: number;
  /** Stride 3, rows from the top. */
  rgb: Uint8Array;
  depth: Float32Array;
  id: Uint32Array;
}

export function createTarget(width: number, height: number, background: readonly number[]): Target {
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < rgb.length; i++) rgb[i] = background[i % 3];
  const depth = new Float32Array(width * height).fill(Number.POSITIVE_INFINITY);
  return { width, height, rgb, depth, id: new Uint32Array(width * height) };
}

/** Light from the south-west, above: two walls of a block never get the same shade. Unit vector towards the light. */
const light = [-0.44, -0.62, 0.65] as const;

/** Positions on the screen: stride 3, x and y in pixels, depth in metres along the view. */
export function project(positions: Float32Array, camera: Camera): Float32Array {
  const { right, up, forward, scale, offsetX, offsetY } = camera;
  const out = new Float32Array(positions.length);
  for (let i = 0; i < positions.length; i += 3) {
    const [x, y, z] = [positions[i], positions[i + 1], positions[i + 2]];
    out[i] = offsetX + scale * (right[0] * x + right[1] * y + right[2] * z);
    out[i + 1] = offsetY - scale * (up[0] * x + up[1] * y + up[2] * z);
    out[i + 2] = forward[0] * x + forward[1] * y + forward[2] * z;
  }
  return out;
}

/** Draws triangles `[from, to)` of an index list with a depth test. `bias` in metres pulls a layer towards the viewer. */
export function drawTriangles(
  target: Target,
  positions: Float32Array,
  screen: Float32Array,
  indices: Uint32Array,
  range: { from: number; to: number },
  paint: { colour: readonly number[]; id: number; bias: number },
): void {
  for (let i = range.from; i < range.to; i += 3) {
    const [a, b, c] = [indices[i] * 3, indices[i + 1] * 3, indices[i + 2] * 3];
    fillTriangle(target, screen, a, b, c, paint, shade(positions, a, b, c));
  }
}

function fillTriangle(
  target: Target,
  screen: Float32Array,
  a: number,
  b: number,
  c: number,
  { colour, id, bias }: { colour: readonly number[]; id: number; bias: number },
  brightness: number,
): void {
  const [ax, ay, bx, by, cx, cy] = [
    screen[a],
    screen[a + 1],
    screen[b],
    screen[b + 1],
    screen[c],
    screen[c + 1],
  ];
  const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
  if (area === 0) return;
  const minX = Math.max(0, Math.ceil(Math.min(ax, bx, cx) - 0.5));
  const maxX = Math.min(target.width - 1, Math.floor(Math.max(ax, bx, cx) - 0.5));
  const minY = Math.max(0, Math.ceil(Math.min(ay, by, cy) - 0.5));
  const maxY = Math.min(target.height - 1, Math.floor(Math.max(ay, by, cy) - 0.5));
  for (let y = minY; y <= maxY; y++) {
    for (let x = minX; x <= maxX; x++) {
      const [px, py] = [x + 0.5, y + 0.5];
      const wa = ((bx - px) * (cy - py) - (by - py) * (cx - px)) / area;
      const wb = ((cx - px) * (ay - py) - (cy - py) * (ax - px)) / area;
      const wc = 1 - wa - wb;
      if (wa < 0 || wb < 0 || wc < 0) continue;
      const depth = wa * screen[a + 2] + wb * screen[b + 2] + wc * screen[c + 2] - bias;
      const pixel = y * target.width + x;
      if (depth >= target.depth[pixel]) continue;
      target.depth[pixel] = depth;
      target.id[pixel] = id;
      for (let k = 0; k < 3; k++) target.rgb[pixel * 3 + k] = Math.min(255, colour[k] * brightness);
    }
  }
}

/** Two-sided Lambert with ambient light, so that a surface wound the wrong way is still readable. */
function shade(p: Float32Array, a: number, b: number, c: number): number {
  const [ux, uy, uz] = [p[b] - p[a], p[b + 1] - p[a + 1], p[b + 2] - p[a + 2]];
  const [vx, vy, vz] = [p[c] - p[a], p[c + 1] - p[a + 1], p[c + 2] - p[a + 2]];
  const [nx, ny, nz] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
  const length = Math.hypot(nx, ny, nz) || 1;
  return 0.62 + 0.4 * Math.max(0, (nx * light[0] + ny * light[1] + nz * light[2]) / length);
}

/** Darkens pixels whose right or lower neighbour belongs to something else (ids) or lies a storey deeper. */
export function drawOutlines(target: Target, outlined: (id: number) => boolean): void {
  const { width, height, id, depth, rgb } = target;
  const source = rgb.slice();
  for (let y = 0; y < height - 1; y++) {
    for (let x = 0; x < width - 1; x++) {
      const here = y * width + x;
      const near = [here + 1, here + width].some((other) => {
        if (!outlined(id[here]) && !outlined(id[other])) return false;
        return id[here] !== id[other] || Math.abs(depth[here] - depth[other]) > 3;
      });
      if (near) for (let k = 0; k < 3; k++) rgb[here * 3 + k] = source[here * 3 + k] * 0.45;
    }
  }
}
