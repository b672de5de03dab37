import type { Wave } from "./wave.ts";

/** Edges whose directions differ from opposite by less than this (radians) meet along their whole overlap at once. */
const headOn = 1e-9;

/** The lines that the edges lie on; all move inward, to their left, at the same speed. Edge k starts at corner k. */
export class MovingLines {
  /** Direction, of length 1. */
  readonly dx: number[] = [];
  readonly dy: number[] = [];
  /** Of the line at the start, along its inward normal (-dy, dx). */
  readonly offset: number[] = [];

  /** Through (x, y), as long and in the direction as (ex, ey). */
  add(x: number, y: number, ex: number, ey: number): void {
    const length = Math.hypot(ex, ey);
    this.dx.push(ex / length);
    this.dy.push(ey / length);
    this.offset.push((-ey * x + ex * y) / length);
  }

  /** How far inside of where the line was at the start a place is, mm. */
  depth(edge: number, x: number, y: number): number {
    return -this.dy[edge] * x + this.dx[edge] * y - this.offset[edge];
  }

  isReflex({ left, right }: Wave): boolean {
    return this.dx[left] * this.dy[right] - this.dy[left] * this.dx[right] < -1e-12;
  }

  /** Speed of the crossing of two moving lines, each form where it keeps its digits: nearly the same, nearly head-on. */
  setVelocity(wave: Wave): void {
    const { left, right } = wave;
    const dot = this.dx[left] * this.dx[right] + this.dy[left] * this.dy[right];
    if (dot > 0) {
      wave.vx = (-this.dy[left] - this.dy[right]) / (1 + dot);
      wave.vy = (this.dx[left] + this.dx[right]) / (1 + dot);
      return;
    }
    const sine = this.dx[left] * this.dy[right] - this.dy[left] * this.dx[right];
    wave.stuck = Math.abs(sine) < headOn;
    if (wave.stuck) return;
    wave.vx = (this.dx[right] - this.dx[left]) / sine;
    wave.vy = (this.dy[right] - this.dy[left]) / sine;
  }
}
