import type { Page } from "playwright-core";

/**
 * Counts what a page has on the graphics card: buffers and textures that were made and not deleted since. To be called
 * before the page makes any. The answer asks for the number.
 */
export async function countLiveObjects(page: Page): Promise<() => Promise<number>> {
  const live = await page.evaluateHandle(() => {
    const { prototype } = WebGL2RenderingContext;
    const objects = new Set<unknown>();
    const { createBuffer, deleteBuffer, createTexture, deleteTexture } = prototype;
    const kept = <T>(made: T): T => {
      objects.add(made);
      return made;
    };
    prototype.createBuffer = function () {
      return kept(createBuffer.call(this));
    };
    prototype.createTexture = function () {
      return kept(createTexture.call(this));
    };
    prototype.deleteBuffer = function (buffer) {
      objects.delete(buffer);
      deleteBuffer.call(this, buffer);
    };
    prototype.deleteTexture = function (texture) {
      objects.delete(texture);
      deleteTexture.call(this, texture);
    };
    return objects;
  });
  return () => live.evaluate(({ size }) => size);
}
