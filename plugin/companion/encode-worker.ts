/** The thread that encodes one hand-over and ends: see `encode-thread.ts`. The build makes it a file of its own. */
import { parentPort, workerData } from "node:worker_threads";
import { toContextileError } from "../../shared/errors.ts";
import { loadRhinoInNode } from "../../shared/exports/3dm/load-node.ts";
import { exportFormats } from "../../shared/exports/formats.ts";
import type { EncodeOrder, FromEncoder } from "./encode-thread.ts";
import { makeFilesHere } from "./scene-files.ts";

const { formatIds, ...order }: EncodeOrder = workerData;
const say = (message: FromEncoder, transfer: ArrayBuffer[] = []) =>
  parentPort?.postMessage(message, transfer);

const all = exportFormats(loadRhinoInNode);
const formats = formatIds.flatMap((id) => all.filter((format) => format.id === id));
const context = {
  // Who cancels ends this thread.
  signal: new AbortController().signal,
  progress: (phase: string, fraction: number | null) => say({ kind: "progress", phase, fraction }),
};

makeFilesHere(formats)(order, context).then(
  (files) => {
    const buffers = [...files.artifacts.values()].map(({ bytes }) => bytes.buffer);
    say(
      { kind: "files", files },
      buffers.filter((buffer) => buffer instanceof ArrayBuffer),
    );
  },
  (error) => say({ kind: "failed", error: toContextileError(error).toWire() }),
);
