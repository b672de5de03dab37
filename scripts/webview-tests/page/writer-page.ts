/** Writes a Rhino file in a worker of the page, as the panel does, and leaves the counts in `window.writerReport`. */
import type { WriterReport } from "./writer-worker.ts";

declare global {
  interface Window {
    writerReport?: WriterReport;
  }
}

const worker = new Worker(new URL("./writer-worker.ts", import.meta.url), { type: "module" });
worker.onmessage = ({ data }: MessageEvent<WriterReport>) => {
  window.writerReport = data;
  worker.terminate();
  document.title = "done";
};
worker.onerror = ({ message }) => {
  window.writerReport = { error: message || "the worker did not start" };
  document.title = "failed";
};
