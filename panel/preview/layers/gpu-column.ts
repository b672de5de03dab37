import { GLBufferAttribute } from "three";

/** Numbers a slice holds at most: 64k vertices of three. Keeps each step of an upload a millisecond or two. */
export const sliceLength = 3 * 65_536;

export type Numbers = Float32Array | Uint32Array;
export type Use = "vertex" | "index";

/**
 * One GPU buffer that is filled slice by slice. three uploads whole attributes in one go, which freezes the page for
 * large models; so the buffer is ours and three only draws from it. Nothing is kept in page memory beside the model.
 */
export class GpuColumn {
  readonly attribute: GLBufferAttribute;
  private readonly target: number;
  private full: boolean;

  /**
   * `fill(from, to)` gives the numbers of a slice, either a view or freshly made. `filled` is a buffer that holds all of
   * them already.
   */
  constructor(
    private readonly gl: WebGL2RenderingContext,
    use: Use,
    type: "float" | "uint",
    itemSize: number,
    readonly length: number,
    private readonly fill: (from: number, to: number) => Numbers,
    filled: WebGLBuffer | null = null,
  ) {
    this.target = targetOf(gl, use);
    this.full = filled !== null;
    const buffer = filled ?? allocate(gl, this.target, length);
    this.attribute = bufferAttribute(gl, buffer, type, itemSize, length);
  }

  /** Uploads one slice a step and says how many numbers are up. The caller resets three's state afterwards. */
  *upload(): Generator<number> {
    if (this.full) yield this.length;
    for (let from = 0; from < this.length && !this.full; from += sliceLength) {
      const to = Math.min(this.length, from + sliceLength);
      bind(this.gl, this.target, this.attribute.buffer);
      this.gl.bufferSubData(this.target, from * 4, this.fill(from, to));
      yield to;
    }
  }

  /** After a lost context every buffer is gone: makes an empty one of the same size. */
  reallocate(): void {
    this.full = false;
    this.attribute.setBuffer(allocate(this.gl, this.target, this.length));
    this.attribute.needsUpdate = true;
  }

  /** three deletes buffers of what it has drawn; a layer that was never visible would keep its own. */
  dispose(): void {
    this.gl.deleteBuffer(this.attribute.buffer);
  }
}

export function targetOf(gl: WebGL2RenderingContext, use: Use): number {
  return use === "index" ? gl.ELEMENT_ARRAY_BUFFER : gl.ARRAY_BUFFER;
}

export function bufferAttribute(
  gl: WebGL2RenderingContext,
  buffer: WebGLBuffer,
  type: "float" | "uint",
  itemSize: number,
  length: number,
): GLBufferAttribute {
  return new GLBufferAttribute(
    buffer,
    type === "float" ? gl.FLOAT : gl.UNSIGNED_INT,
    itemSize,
    4,
    length / itemSize,
  );
}

/** Room for `length` numbers of four bytes. */
export function allocate(gl: WebGL2RenderingContext, target: number, length: number): WebGLBuffer {
  const buffer = gl.createBuffer();
  bind(gl, target, buffer);
  gl.bufferData(target, length * 4, gl.STATIC_DRAW);
  return buffer;
}

/** An index binding belongs to the vertex array that is bound: ours must not land in one of three's. */
export function bind(gl: WebGL2RenderingContext, target: number, buffer: WebGLBuffer): void {
  gl.bindVertexArray(null);
  gl.bindBuffer(target, buffer);
}
