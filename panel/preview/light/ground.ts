import { Box3, BufferAttribute, BufferGeometry, Mesh, MeshLambertMaterial, Vector3 } from "three";
import { settle } from "../settle.ts";
import type { ViewTheme } from "../theme.ts";

const sides = 64;
const nothing = new Box3();

/** A disc that catches shadows under models without terrain and fades out towards its rim. */
export class Ground {
  readonly mesh: Mesh;
  private readonly disc = new Box3();
  private readonly geometry = discGeometry();
  private readonly material = new MeshLambertMaterial({
    vertexColors: true,
    transparent: true,
    depthWrite: false,
  });

  constructor() {
    this.mesh = new Mesh(this.geometry, this.material);
    this.mesh.receiveShadow = true;
    this.mesh.matrixAutoUpdate = false;
    this.mesh.visible = false;
    this.mesh.renderOrder = -1;
  }

  /** Lies a little below the box, more so for large models: it must never flicker through the streets. */
  placeUnder(box: Box3): void {
    const size = box.getSize(new Vector3());
    const radius = Math.max(10, Math.hypot(size.x, size.y) * 0.75);
    box.getCenter(this.mesh.position);
    this.mesh.position.z = box.min.z - 0.1 - radius * 0.0008;
    this.mesh.scale.set(radius, radius, 1);
    settle(this.mesh);
    const reach = new Vector3(radius, radius, 0);
    this.disc.min.copy(this.mesh.position).sub(reach);
    this.disc.max.copy(this.mesh.position).add(reach);
  }

  /** Box of the disc while it is seen; empty otherwise. Not to be changed. */
  get box(): Box3 {
    return this.mesh.visible ? this.disc : nothing;
  }

  applyTheme(theme: ViewTheme): void {
    this.material.color.set(theme.ground);
  }

  dispose(): void {
    this.geometry.dispose();
    this.material.dispose();
  }
}

/** Unit disc: opaque inside two thirds, clear at the rim. */
function discGeometry(): BufferGeometry {
  const positions = [0, 0, 0];
  const colours = [1, 1, 1, 1];
  const indices: number[] = [];
  for (let side = 0; side < sides; side++) {
    const angle = (2 * Math.PI * side) / sides;
    for (const [radius, alpha] of [
      [0.66, 1],
      [1, 0],
    ]) {
      positions.push(radius * Math.cos(angle), radius * Math.sin(angle), 0);
      colours.push(1, 1, 1, alpha);
    }
    const inner = 1 + side * 2;
    const next = 1 + ((side + 1) % sides) * 2;
    indices.push(0, inner, next, inner, inner + 1, next + 1, inner, next + 1, next);
  }
  const up = positions.map((_, i) => (i % 3 === 2 ? 1 : 0));
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(Float32Array.from(positions), 3));
  geometry.setAttribute("normal", new BufferAttribute(Float32Array.from(up), 3));
  geometry.setAttribute("color", new BufferAttribute(Float32Array.from(colours), 4));
  geometry.setIndex(indices);
  return geometry;
}
