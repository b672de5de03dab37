import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { sendHandoff } from "../../shared/bridge/send-handoff.ts";
import { createSession } from "../../shared/bridge/session.ts";
import { connectLoopback } from "../../shared/bridge/transports/loopback.ts";
import type { ExportFormat } from "../../shared/exports/format.ts";
import { glbFormat } from "../../shared/exports/glb.ts";
import { encodeScene } from "../../shared/exports/scene.ts";
import { sampleHandoff } from "../../shared/testing/bridge-suite.ts";
import { startFakeService } from "../../shared/testing/loopback-suite-service.ts";
import { makeScene } from "../../shared/testing/make-scene.ts";
import { memoryStore, openSecretStore } from "./secret-store.ts";
import { type CompanionOptions, startCompanion } from "./start-companion.ts";

const key = "ck_live_never-shown-anywhere-77aa";
const said = { panelVersion: "1", userAgent: "t" };
const handoff = (handoffId: string, header = {}) =>
  sampleHandoff(encodeScene(makeScene(), { name: "Town" }), { format: "scene", handoffId, ...header });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "contextile-companion-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function open(options: Partial<CompanionOptions> = {}) {
  const companion = await startCompanion({
    port: 0,
    panelFolder: folder,
    serviceUrl: "http://127.0.0.1:9",
    outputFolder: join(folder, "output"),
    configFolder: join(folder, "config"),
    formats: [glbFormat],
    secrets: memoryStore(),
    env: {},
    ...options,
  });
  const connect = async () => {
    const transport = await connectLoopback({
      baseUrl: companion.origin,
      pairingToken: companion.pairingToken,
      fetch,
    });
    const session = createSession(transport, said);
    return { transport, session, profile: await session.hello() };
  };
  return { companion, connect };
}

/** glTF, but only after `release`. */
function slowFormat() {
  let release = () => {};
  let started = () => {};
  const running = new Promise<void>((resolve) => {
    started = resolve;
  });
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const format: ExportFormat = {
    ...glbFormat,
    encode: async (model, options) => {
      started();
      await gate;
      return glbFormat.encode(model, options);
    },
  };
  return { format, running, release };
}

describe("companion", () => {
  it("opens at an address whose fragment pairs, and says what it can", async () => {
    const { companion, connect } = await open();
    expect(companion.url).toBe(`${companion.origin}/#t=${companion.pairingToken}`);
    const { profile, session } = await connect();
    expect(profile).toMatchObject({
      name: "Contextile companion",
      documentName: "output",
      formats: ["scene"],
      bulkUrl: "/bridge/bulk",
      canGeoreference: true,
    });
    session.close();
    await companion.close();
  });

  it("offers no insert when it has no format to write", async () => {
    const { companion, connect } = await open({ formats: [] });
    const { profile, session } = await connect();
    expect(profile.formats).toEqual([]);
    session.close();
    await companion.close();
  });

  it("inserts in binary chunks with progress, and remembers the origin", async () => {
    const { companion, connect } = await open();
    const { session, profile } = await connect();
    const phases: string[] = [];
    const receipt = await sendHandoff(session, profile, handoff("handoff-0001"), {
      onProgress: (part, _fraction, _bytes, phase) => phases.push(`${part} ${phase}`),
    });
    expect(receipt.files?.[0].name).toBe("context.glb");
    expect(phases).toContain("placing write glb");
    const stored = await session.request("document.georeference.get", {});
    expect(stored.georeference).toMatchObject({ originLonDeg: 7.42, originLatDeg: 43.73 });
    session.close();
    await companion.close();
  });

  it("refuses a second insert while one runs, from the same page and from another", async () => {
    const slow = slowFormat();
    const { companion, connect } = await open({ formats: [slow.format] });
    const [one, two] = [await connect(), await connect()];
    const first = sendHandoff(one.session, one.profile, handoff("handoff-0001"));
    await slow.running;
    for (const { session, profile } of [one, two])
      await expect(sendHandoff(session, profile, handoff("handoff-0002"))).rejects.toMatchObject({
        code: "host-busy",
      });
    slow.release();
    expect((await first).handoffId).toBe("handoff-0001");
    one.session.close();
    two.session.close();
    await companion.close();
  });

  it("stops an insert that the page cancels, and writes nothing", async () => {
    const slow = slowFormat();
    const { companion, connect } = await open({ formats: [slow.format] });
    const { session, profile } = await connect();
    const controller = new AbortController();
    const inserted = sendHandoff(session, profile, handoff("handoff-0001"), { signal: controller.signal });
    await slow.running;
    controller.abort();
    slow.release();
    await expect(inserted).rejects.toMatchObject({ code: "cancelled" });
    expect(readdirSync(folder)).toEqual(["config"]);
    session.close();
    await companion.close();
  });

  it("passes a full disk on to the page", async () => {
    const full = () => Promise.reject(Object.assign(new Error("ENOSPC"), { code: "ENOSPC" }));
    const { companion, connect } = await open({ write: full });
    const { session, profile } = await connect();
    const inserted = sendHandoff(session, profile, handoff("handoff-0001"));
    await expect(inserted).rejects.toMatchObject({ code: "disk-full", charged: "no" });
    expect(readdirSync(folder)).toEqual(["config"]);
    session.close();
    await companion.close();
  });

  it("keeps key and settings over a restart, in files for this user alone", async () => {
    const configFolder = join(folder, "config");
    const secrets = () =>
      openSecretStore({ configFolder, serviceUrl: "http://127.0.0.1:9", openKeyring: async () => null });
    const first = await open({ secrets: await secrets() });
    const before = await first.connect();
    await before.session.request("secret.set", { key });
    await before.session.request("settings.set", { theme: "dark" });
    before.session.close();
    await first.companion.close();
    const second = await open({ secrets: await secrets() });
    const { session, profile } = await second.connect();
    expect(profile.secret).toMatchObject({ hasKey: true, last4: "77aa" });
    expect(profile.secret.warning).toContain("plain text");
    expect(await session.request("settings.get", {})).toEqual({ theme: "dark" });
    for (const name of ["keys.json", "settings.json"])
      expect(statSync(join(configFolder, name)).mode & 0o077).toBe(0);
    expect(readFileSync(join(configFolder, "settings.json"), "utf8")).not.toContain(key);
    session.close();
    await second.companion.close();
  });

  it("is announced to agents of this user while it runs", async () => {
    const { companion } = await open();
    const hosts = join(folder, "config", "hosts");
    const [name] = readdirSync(hosts);
    expect(name).toBe(`${process.pid}-${companion.port}.json`);
    expect(statSync(join(hosts, name)).mode & 0o077).toBe(0);
    await companion.close();
    expect(readdirSync(hosts)).toEqual([]);
  });

  it("tells every open page that it ends, and ends with pages open", async () => {
    const { companion, connect } = await open();
    const { session } = await connect();
    const heard: string[] = [];
    session.on("closing", () => heard.push("closing"));
    const gone = new Promise<void>((resolve) => session.onClose(resolve));
    const request = session.request("secret.get", {}, {}).catch((e: unknown) => e);
    await request;
    await companion.close();
    await gone;
    expect(heard).toEqual(["closing"]);
    await expect(session.request("secret.get", {})).rejects.toMatchObject({ code: "host-gone" });
  });

  it("prints nothing at all, so that no log can hold the key", async () => {
    const spies = [
      vi.spyOn(process.stdout, "write").mockReturnValue(true),
      vi.spyOn(process.stderr, "write").mockReturnValue(true),
    ];
    const service = await startFakeService();
    const { companion, connect } = await open({ serviceUrl: service.url });
    const { session, transport, profile } = await connect();
    await session.request("secret.set", { key });
    await transport.serviceFetch(`${companion.origin}/service/v1/account`);
    await transport.serviceFetch(`${companion.origin}/service/v1/hangup`);
    await sendHandoff(session, profile, handoff("handoff-0001"));
    session.close();
    await companion.close();
    await service.close();
    const printed = spies.flatMap((spy) => spy.mock.calls.map(([text]) => String(text)));
    for (const spy of spies) spy.mockRestore();
    expect(service.seen[0].headers.authorization).toBe(`Bearer ${key}`);
    expect(printed.join("")).toBe("");
    for (const name of readdirSync(join(folder, "output")))
      expect(readFileSync(join(folder, "output", name)).includes(key)).toBe(false);
  });
});
