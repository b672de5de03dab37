import type { GLBufferAttribute } from "three";
import { allocate, bind, bufferAttribute, type Numbers, targetOf, type Use } from "../layers/gpu-column.ts";

const firstRoom = 65_536;
/** Half as much again: few copies, and at most a third of the room is empty. */
const growth = 1.5;

/** A GPU buffer that grows while an answer streams. What it holds is copied on the graphics card, never read back. */
export class GrowingColumn {
  /** Numbers that are up. */
  length = 0;
  /** Another one after the buffer has grown: three notices a new attribute, not a new buffer in an old one. */
  attribute: GLBufferAttribute;
  private readonly target: number;
  private room = firstRoom;
  private owned = true;

  constructor(
    private readonly gl: WebGL2RenderingContext,
    use: Use,
    private readonly type: "float" | "uint",
    private readonly itemSize: number,
  ) {
    this.target = targetOf(gl, use);
    this.attribute = this.wrap(allocate(gl, this.target, firstRoom));
  }

  append(numbers: Numbers): void {
    const { gl, target, length } = this;
    const needed = length + numbers.length;
    if (needed > this.room) this.resize(Math.max(needed, Math.ceil(this.room * growth)));
    bind(gl, target, this.attribute.buffer);
    gl.bufferSubData(target, length * 4, numbers);
    this.length = needed;
    this.attribute.count = needed / this.itemSize;
  }

  /** Hands the buffer over, cut to what it holds. */
  release(): WebGLBuffer {
    if (this.length < this.room) this.resize(this.length);
    this.owned = false;
    return this.attribute.buffer;
  }

  dispose(): void {
    if (this.owned) this.gl.deleteBuffer(this.attribute.buffer);
  }

  private resize(room: number): void {
    const { gl, target } = this;
    const [from, to] = [this.attribute.buffer, allocate(gl, target, room)];
    gl.bindBuffer(gl.COPY_READ_BUFFER, from);
    gl.bindBuffer(gl.COPY_WRITE_BUFFER, to);
    gl.copyBufferSubData(gl.COPY_READ_BUFFER, gl.COPY_WRITE_BUFFER, 0, 0, this.length * 4);
    gl.bindBuffer(gl.COPY_READ_BUFFER, null);
    gl.bindBuffer(gl.COPY_WRITE_BUFFER, null);
    gl.deleteBuffer(from);
    this.room = room;
    this.attribute = this.wrap(to);
  }

  private wrap(buffer: WebGLBuffer): GLBufferAttribute {
    return bufferAttribute(this.gl, buffer, this.type, this.itemSize, this.length);
  }
}
