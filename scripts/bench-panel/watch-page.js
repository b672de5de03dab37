// Runs in both pages before their own code (a script as is, not a module): counts what WebGL is told to draw and leaves
// marks in the trace. A frame is everything drawn in one task. The map's canvas is not part of the model's picture.
(() => {
  const bench = { frames: [], draws: 0 };
  globalThis.__bench = bench;
  let open = null;
  let marked = { picture: true, full: true };

  const note = (gl, vertices) => {
    bench.draws += 1;
    if (gl.canvas.classList?.contains("maplibregl-canvas")) return;
    if (open === null) {
      open = { at: performance.now(), draws: 0, vertices: 0 };
      queueMicrotask(() => {
        bench.frames.push(open);
        open = null;
      });
    }
    open.draws += 1;
    open.vertices += vertices;
    // The smallest model is one building of 60 triangles; the panel's own ground disc has more, so ask for a thousand.
    if (!marked.picture && open.vertices > 3000) {
      marked.picture = true;
      performance.mark("bench:picture");
    }
  };
  const wrap = (name, verticesAt, copiesAt) => {
    const original = WebGL2RenderingContext.prototype[name];
    WebGL2RenderingContext.prototype[name] = function (...values) {
      note(this, values[verticesAt] * (copiesAt === undefined ? 1 : values[copiesAt]));
      return original.apply(this, values);
    };
  };
  wrap("drawArrays", 2);
  wrap("drawElements", 1);
  wrap("drawRangeElements", 3);
  wrap("drawArraysInstanced", 2, 3);
  wrap("drawElementsInstanced", 1, 4);

  addEventListener(
    "click",
    ({ target }) => {
      if (!(target instanceof Element) || target.closest("#primary") === null) return;
      performance.mark("bench:click");
      marked = { picture: false, full: false };
      bench.frames.length = 0;
    },
    true,
  );
  new MutationObserver((changes) => {
    for (const { target } of changes)
      if (!marked.full && target.dataset.ready === "true") {
        marked.full = true;
        performance.mark("bench:full");
      }
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-ready"] });
})();
