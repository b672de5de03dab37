import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sendHandoff } from "../../shared/bridge/send-handoff.ts";
import { createSession } from "../../shared/bridge/session.ts";
import { connectLoopback } from "../../shared/bridge/transports/loopback.ts";
import { loadRhinoInNode } from "../../shared/exports/3dm/load-node.ts";
import { exportFormats } from "../../shared/exports/formats.ts";
import { encodeScene } from "../../shared/exports/scene.ts";
import { boxLayer, sceneOf } from "../../shared/testing/box-scene.ts";
import { sampleHandoff } from "../../shared/testing/bridge-suite.ts";
import { makeFilesInThread } from "./encode-thread.ts";
import { makeFilesHere } from "./scene-files.ts";
import { memoryStore } from "./secret-store.ts";
import { startCompanion } from "./start-companion.ts";

const formats = exportFormats(loadRhinoInNode);
const inThread = makeFilesInThread(formats);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "contextile-encode-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** As many houses as that a Rhino file of them takes its time. */
function town(houses: number) {
  const boxes = Array.from({ length: houses }, (_, i) => ({
    at: [20 * (i % 100), 20 * Math.floor(i / 100), 0] as [number, number, number],
    size: [10, 8, 6] as [number, number, number],
    descriptor: {},
  }));
  return sampleHandoff(encodeScene(sceneOf(boxLayer("buildings", boxes)), { name: "Town" }), {
    format: "scene",
  });
}

const orderOf = ({ header, bytes }: ReturnType<typeof town>) => ({
  header,
  bytes,
  georeference: header.georeference,
});
const context = () => ({ signal: new AbortController().signal, progress: () => {} });

test("a thread makes the same files, counts and phases as this one", async () => {
  const made = await Promise.all(
    [inThread, makeFilesHere(formats)].map(async (makeFiles) => {
      const phases: string[] = [];
      const progress = (phase: string) => phases.push(phase);
      const files = await makeFiles(orderOf(town(20)), { ...context(), progress });
      const artifacts = [...files.artifacts].map(([name, { bytes, ...facts }]) => ({ name, ...facts }));
      const glb = Buffer.from(files.artifacts.get("context.glb")?.bytes ?? []).toString("base64");
      return { phases, artifacts, glb, made: files.made, skipped: files.skipped };
    }),
  );
  expect(made[0]).toEqual(made[1]);
  expect(made[0].phases).toEqual(["write 3dm", "write glb"]);
  expect(made[0].artifacts[0]).toMatchObject({ name: "context.3dm", facets: 240 });
});

test("what cannot be read is refused in the same words, and a thread that breaks down is told", async () => {
  const nonsense = sampleHandoff(new Uint8Array(50), { format: "scene" });
  await expect(inThread(orderOf(nonsense), context())).rejects.toMatchObject({ code: "malformed-body" });
  const broken = makeFilesInThread(formats, join(folder, "nothing.mjs"));
  await expect(broken(orderOf(town(1)), context())).rejects.toMatchObject({
    code: "host-failed",
    charged: "no",
  });
});

async function openCompanion() {
  const companion = await startCompanion({
    port: 0,
    panelFolder: folder,
    serviceUrl: "http://127.0.0.1:9",
    outputFolder: join(folder, "output"),
    configFolder: join(folder, "config"),
    formats,
    makeFiles: inThread,
    secrets: memoryStore(),
    env: {},
  });
  const { origin: baseUrl, pairingToken } = companion;
  const transport = await connectLoopback({ baseUrl, pairingToken, fetch });
  const session = createSession(transport, { panelVersion: "1", userAgent: "t" });
  const profile = await session.hello();
  const close = async () => {
    session.close();
    await companion.close();
  };
  return { session, profile, close };
}

test("while a Rhino file is encoded the page's requests are answered", async () => {
  const { session, profile, close } = await openCompanion();
  let encoding = false;
  let answered = 0;
  const inserted = sendHandoff(session, profile, town(1500), {
    onProgress: (_part, _fraction, _bytes, phase) => {
      encoding = phase === "write 3dm";
    },
  });
  let done = false;
  inserted.then(() => {
    done = true;
  });
  while (!done) {
    await session.request("settings.get", {});
    if (encoding) answered++;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  expect((await inserted).files?.map(({ name }) => name)).toEqual(["context.3dm", "context.glb"]);
  // In the companion's own thread it is one or two: before it begins, and after it has ended.
  expect(answered).toBeGreaterThan(5);
  await close();
});

test("a cancel ends the encoding at once, and nothing is written", async () => {
  const { session, profile, close } = await openCompanion();
  const controller = new AbortController();
  let sawEnd = false;
  const inserted = sendHandoff(session, profile, town(1500), {
    signal: controller.signal,
    onProgress: (_part, _fraction, _bytes, phase) => {
      if (phase === "write 3dm") controller.abort();
      if (phase === "write glb") sawEnd = true;
    },
  });
  await expect(inserted).rejects.toMatchObject({ code: "cancelled" });
  expect([sawEnd, readdirSync(folder)]).toEqual([false, ["config"]]);
  await close();
});
