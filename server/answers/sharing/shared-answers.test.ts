import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { contextRequestSchema } from "../../../shared/contract/context-request.ts";
import { ContextileError } from "../../../shared/errors.ts";
import { squarePolygon } from "../../testing/fake-sources.ts";
import { openAnswerCache } from "../kept/answer-cache.ts";
import { createHandEngine, type HandEngine } from "../testing/hand-engine.ts";
import { readText } from "../testing/read-text.ts";
import { type AnswerOrder, type Answers, type AnswersOptions, createAnswers } from "./shared-answers.ts";

const root = await mkdtemp(join(tmpdir(), "contextile-shared-"));
afterAll(() => rm(root, { recursive: true, force: true }));
let folders = 0;
const opened: Answers[] = [];
/** Readers that stay until the test ends. */
let ending = new AbortController();
const stay = () => AbortSignal.any([ending.signal]);
afterEach(async () => {
  ending.abort(new Error("the test has ended"));
  ending = new AbortController();
  for (const answers of opened.splice(0)) await answers.close();
});

const wire = contextRequestSchema.parse({ polygon: squarePolygon(24.745, 59.437, 0.001) });
const order = (account: string, bodyHash: string, more: Partial<AnswerOrder> = {}): AnswerOrder => ({
  account,
  bodyHash,
  wire,
  format: "json",
  ...more,
});

async function open(engine: HandEngine, more: Partial<AnswersOptions> = {}, folder?: string) {
  const folderOfCache = folder ?? join(root, String(folders++));
  const answers = createAnswers({
    engine,
    cache: await openAnswerCache({ folder: folderOfCache, maxBytes: 1e6 }),
    dataVersion: async () => "data 1",
    engineVersion: "engine 1",
    limitMs: 60_000,
    ...more,
  });
  opened.push(answers);
  return { ...answers, folder: folderOfCache };
}

const until = async (condition: () => boolean | Promise<boolean>) => {
  for (let i = 0; i < 100_000; i++) {
    if (await condition()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error("it did not happen");
};

describe("equal requests", () => {
  test("share one making while it runs; who comes late reads from the beginning", async () => {
    const engine = createHandEngine();
    const answers = await open(engine);
    const first = await answers.open(order("ada", "same"), stay());
    const run = await engine.begun(0);
    run.say("[1");
    run.say(",2");
    await first.reader.next();
    const second = await answers.open(order("bob", "same"), stay());
    run.say("]");
    run.end();
    expect(await readText(second.reader)).toBe("[1,2]");
    expect(await readText(first.reader)).toBe(",2]");
    expect(engine.runs).toHaveLength(1);
    expect([first.facts().cache, second.facts().cache]).toEqual(["miss", "shared"]);
    expect(second.facts().worker).toBe(1);
  });

  test("the first piece is there while the engine is still at work", async () => {
    const engine = createHandEngine();
    const answers = await open(engine);
    const { reader } = await answers.open(order("ada", "early"), stay());
    const run = await engine.begun(0);
    const first = reader.next();
    run.say("[1");
    run.say(",2");
    expect((await first)?.plainBytes).toBe(2);
    expect(run.signal.aborted).toBe(false);
    run.say("]");
    run.end();
    expect(await readText(reader)).toBe(",2]");
  });

  test("come from disk afterwards, also after a restart", async () => {
    const engine = createHandEngine();
    const answers = await open(engine);
    const { reader } = await answers.open(order("ada", "same"), stay());
    const run = await engine.begun(0);
    run.say("{}");
    run.end();
    expect(await readText(reader)).toBe("{}");
    await until(async () => (await readdir(answers.folder)).some((name) => name.endsWith(".answer")));
    const again = await answers.open(order("bob", "same"), stay());
    expect(await readText(again.reader)).toBe("{}");
    expect(["hit", "shared"]).toContain(again.facts().cache);
    await answers.close();
    const fresh = createHandEngine();
    const restarted = await open(fresh, {}, answers.folder);
    const after = await restarted.open(order("eve", "same"), stay());
    expect([await readText(after.reader), after.facts().cache]).toEqual(["{}", "hit"]);
    expect(fresh.runs).toHaveLength(0);
  });

  test.each<[string, Partial<AnswerOrder>, Partial<AnswersOptions>]>([
    ["another request", { bodyHash: "other" }, {}],
    ["another form", { format: "glb" }, {}],
    [
      "a setting that nobody knows, whose report says so,",
      { wire: { ...wire, settings: { ...wire.settings, cropSceen: true } } },
      {},
    ],
    ["other data", {}, { dataVersion: async () => "data 2" }],
    ["another engine", {}, { engineVersion: "engine 2" }],
    ["data of which nobody knows whether they changed", {}, { dataVersion: async () => null }],
  ])("%s is an answer of its own", async (_, more, options) => {
    const engine = createHandEngine(9);
    const answers = await open(engine);
    const { reader } = await answers.open(order("ada", "same"), stay());
    (await engine.begun(0)).say("{}");
    engine.runs[0].end();
    await readText(reader);
    await until(async () => (await readdir(answers.folder)).some((name) => name.endsWith(".answer")));
    const others = await open(engine, options, answers.folder);
    const other = await others.open(order("ada", "same", more), stay());
    (await engine.begun(1)).say("[]");
    engine.runs[1].end();
    expect(await readText(other.reader)).toBe("[]");
    expect(other.facts().cache).toBe("miss");
  });

  test("are not kept without a cache, and are shared all the same", async () => {
    const engine = createHandEngine();
    const answers = await open(engine, { cache: null });
    const both = [
      await answers.open(order("ada", "same"), stay()),
      await answers.open(order("bob", "same"), stay()),
    ];
    const run = await engine.begun(0);
    run.say("{}");
    run.end();
    for (const { reader } of both) expect(await readText(reader)).toBe("{}");
    await until(async () => {
      const { reader } = await answers.open(order("ada", "same"), stay());
      reader.leave();
      return engine.runs.length === 2;
    });
  });
});

describe("leaving", () => {
  test("one reader stops nothing, the last one stops the making, and the next begins anew", async () => {
    const engine = createHandEngine();
    const answers = await open(engine);
    const [ada, bob] = [new AbortController(), new AbortController()];
    const first = await answers.open(order("ada", "same"), ada.signal);
    const second = await answers.open(order("bob", "same"), bob.signal);
    const run = await engine.begun(0);
    ada.abort();
    run.say("[");
    run.say("]");
    expect((await second.reader.next())?.plainBytes).toBe(1);
    expect(run.signal.aborted).toBe(false);
    expect(await first.reader.next()).toBeNull();
    bob.abort();
    expect(run.signal.aborted).toBe(true);
    const third = await answers.open(order("bob", "same"), stay());
    const fresh = await engine.begun(1);
    fresh.say("{}");
    fresh.end();
    expect(await readText(third.reader)).toBe("{}");
  });

  test("the same account reading twice counts twice", async () => {
    const engine = createHandEngine();
    const answers = await open(engine);
    const one = new AbortController();
    await answers.open(order("ada", "same"), one.signal);
    const { reader } = await answers.open(order("ada", "same"), stay());
    one.abort();
    const run = await engine.begun(0);
    expect(run.signal.aborted).toBe(false);
    run.say("{}");
    run.end();
    expect(await readText(reader)).toBe("{}");
  });

  test("before its turn takes it out of the line", async () => {
    const engine = createHandEngine();
    const answers = await open(engine);
    await answers.open(order("ada", "first"), stay());
    const gone = new AbortController();
    await answers.open(order("ada", "second"), gone.signal);
    await answers.open(order("ada", "third"), stay());
    gone.abort();
    const run = await engine.begun(0);
    run.say("{}");
    run.end();
    await engine.begun(1);
    expect(engine.runs.map(({ signal }) => signal.aborted)).toEqual([false, false]);
    engine.runs[1].say("{}");
    engine.runs[1].end();
    await until(() => answers.idle());
    expect(engine.runs).toHaveLength(2);
  });

  test("after the last piece is made does not spoil it for the cache", async () => {
    const engine = createHandEngine();
    const answers = await open(engine);
    const leaving = new AbortController();
    const { reader } = await answers.open(order("ada", "same"), leaving.signal);
    const run = await engine.begun(0);
    run.say("{}");
    run.end();
    await reader.next();
    leaving.abort();
    await until(() => answers.idle());
    const again = await answers.open(order("ada", "same"), stay());
    expect([await readText(again.reader), again.facts().cache]).toEqual(["{}", "hit"]);
  });
});

describe("failing", () => {
  test("fails all readers with the engine's own words, and nothing is kept", async () => {
    const engine = createHandEngine();
    const answers = await open(engine);
    const both = [
      await answers.open(order("ada", "same"), stay()),
      await answers.open(order("bob", "same"), stay()),
    ];
    const run = await engine.begun(0);
    run.say("[");
    run.fail(new ContextileError("empty-answer", "There is nothing in this area."));
    for (const { reader } of both) await expect(readText(reader)).rejects.toThrow("nothing in this area");
    await until(async () => answers.idle() && (await readdir(answers.folder)).length === 0);
    expect(engine.runs).toHaveLength(1);
    await answers.open(order("ada", "same"), stay());
    expect((await engine.begun(1)).signal.aborted).toBe(false);
  });

  test("a making that takes too long ends for everybody, however late they came", async () => {
    const engine = createHandEngine();
    const answers = await open(engine, { limitMs: 50 });
    const { reader } = await answers.open(order("ada", "same"), stay());
    await expect(reader.next()).rejects.toMatchObject({ code: "timeout", charged: "no" });
    expect((await engine.begun(0)).signal.aborted).toBe(true);
  });

  test("closing ends what runs and what waits", async () => {
    const engine = createHandEngine();
    const answers = await open(engine);
    const [one, two] = [
      await answers.open(order("ada", "one"), stay()),
      await answers.open(order("ada", "two"), stay()),
    ];
    const ends = [one, two].map(({ reader }) => reader.next());
    await Promise.all([
      answers.close(),
      ...ends.map((end) => expect(end).rejects.toMatchObject({ code: "service-down" })),
    ]);
  });
});

describe("turns", () => {
  test("a caller with twenty waiting requests holds another one up by one turn", async () => {
    const engine = createHandEngine();
    const answers = await open(engine);
    for (let i = 0; i < 21; i++) await answers.open(order("ada", `ada ${i}`), stay());
    const bob = await answers.open(order("bob", "bob's"), stay());
    for (const index of [0, 1]) {
      const run = await engine.begun(index);
      run.say(String(index));
      run.end();
    }
    expect(await readText(bob.reader)).toBe("1");
    expect(bob.facts()).toMatchObject({ cache: "miss", worker: 2 });
  });

  test("joining what waits far back in another caller's line brings it forward", async () => {
    const engine = createHandEngine();
    const answers = await open(engine);
    for (let i = 0; i < 21; i++) await answers.open(order("ada", `ada ${i}`), stay());
    const bob = await answers.open(order("bob", "ada 20"), stay());
    for (const index of [0, 1]) {
      const run = await engine.begun(index);
      run.say(String(index));
      run.end();
    }
    expect([await readText(bob.reader), bob.facts().cache]).toEqual(["1", "shared"]);
  });

  test("never more at once than the engine has places", async () => {
    const engine = createHandEngine(2);
    const answers = await open(engine);
    for (let i = 0; i < 5; i++) await answers.open(order("ada", `${i}`), stay());
    await engine.begun(1);
    expect(engine.runs).toHaveLength(2);
    engine.runs[1].say("{}");
    engine.runs[1].end();
    await engine.begun(2);
    expect(engine.runs).toHaveLength(3);
  });
});
