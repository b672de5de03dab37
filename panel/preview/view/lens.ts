import { PerspectiveCamera } from "three";

/** Upright angle of view, degrees. */
export const fieldOfViewDeg = 35;

/** Half the height of the picture per metre of distance. */
export const lensSlope = Math.tan((fieldOfViewDeg * Math.PI) / 360);

/**
 * Perspective, or parallel lines of sight as plans and elevations have them. What lies as far away as the eye looks is
 * as large in both, so that the one can follow the other, and the mouse moves both alike.
 */
export class Lens extends PerspectiveCamera {
  /** How far away the eye looks, metres, where lines of sight are parallel; null in perspective. */
  parallelAtM: number | null = null;

  constructor() {
    super(fieldOfViewDeg, 1, 1, 1000);
  }

  get isParallel(): boolean {
    return this.parallelAtM !== null;
  }

  override updateProjectionMatrix(): void {
    // Called by three's own constructor too, before there are fields.
    const { parallelAtM = null } = this;
    if (parallelAtM === null) {
      super.updateProjectionMatrix();
      return;
    }
    const tall = parallelAtM * lensSlope;
    const wide = tall * this.aspect;
    this.projectionMatrix.makeOrthographic(-wide, wide, tall, -tall, this.near, this.far);
    this.projectionMatrixInverse.copy(this.projectionMatrix).invert();
  }
}

/**
 * Vertex shaders: `pulledStep(k)` is what draws a point nearer to the eye by a share k of its distance, in clip space;
 * `seenFrom(z)` is the distance that says how large it appears. Along parallel lines of sight both go by how far away
 * the eye looks. `projectionMatrix[3][2]` is about -2 × near in perspective, so the step is a constant share of the distance.
 */
export const lensGlsl = /* glsl */ `
bool isParallel() { return projectionMatrix[2][3] == 0.0; }
float parallelAt() { return 1.0 / (projectionMatrix[1][1] * ${lensSlope.toFixed(9)}); }
float pulledStep(float share) {
  return share * (isParallel() ? projectionMatrix[2][2] * parallelAt() : projectionMatrix[3][2]);
}
float seenFrom(float viewZ) { return isParallel() ? parallelAt() : max(-viewZ, 0.001); }
`;
