import { GLBufferAttribute } from "three";

/** Numbers a slice holds at most: 64k vertices of three. Keeps each step of an upload a millisecond or two. */
export const sliceLength = 3 * 65_536;

type Numbers = Float32Array | Uint32Array;

/**
 * One GPU buffer that is filled slice by slice. three uploads whole attributes in one go, which freezes the page for
 * large models; so the buffer is ours and three only draws from it. Nothing is kept in page memory beside the model.
 */
export class GpuColumn {
  readonly attribute: GLBufferAttribute;
  private readonly target: number;

  /** `fill(from, to)` gives the numbers of a slice, either a view or freshly made. */
  constructor(
    private readonly gl: WebGL2RenderingContext,
    use: "vertex" | "index",
    type: "float" | "uint",
    itemSize: number,
    readonly length: number,
    private readonly fill: (from: number, to: number) => Numbers,
  ) {
    this.target = use === "index" ? gl.ELEMENT_ARRAY_BUFFER : gl.ARRAY_BUFFER;
    const glType = type === "float" ? gl.FLOAT : gl.UNSIGNED_INT;
    this.attribute = new GLBufferAttribute(this.allocate(), glType, itemSize, 4, length / itemSize);
  }

  /** Uploads one slice a step and says how many numbers are up. The caller resets three's state afterwards. */
  *upload(): Generator<number> {
    for (let from = 0; from < this.length; from += sliceLength) {
      const to = Math.min(this.length, from + sliceLength);
      this.bind(this.attribute.buffer);
      this.gl.bufferSubData(this.target, from * 4, this.fill(from, to));
      yield to;
    }
  }

  /** After a lost context every buffer is gone: makes an empty one of the same size. */
  reallocate(): void {
    this.attribute.setBuffer(this.allocate());
    this.attribute.needsUpdate = true;
  }

  /** three deletes buffers of what it has drawn; a layer that was never visible would keep its own. */
  dispose(): void {
    this.gl.deleteBuffer(this.attribute.buffer);
  }

  private allocate(): WebGLBuffer {
    const buffer = this.gl.createBuffer();
    this.bind(buffer);
    this.gl.bufferData(this.target, this.length * 4, this.gl.STATIC_DRAW);
    return buffer;
  }

  /** An index binding belongs to the vertex array that is bound: ours must not land in one of three's. */
  private bind(buffer: WebGLBuffer): void {
    this.gl.bindVertexArray(null);
    this.gl.bindBuffer(this.target, buffer);
  }
}
