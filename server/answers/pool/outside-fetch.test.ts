import { MessageChannel } from "node:worker_threads";
import { describe, expect, test } from "vitest";
import { ContextileError } from "../../../shared/errors.ts";
import type { OpenPoliteFetch, PoliteAnswer } from "../../sources/polite-fetch.ts";
import { createOutside, outsideThrough, serveOutside } from "./outside-fetch.ts";

/** A fetch that a test answers by hand. */
function handFetch() {
  const asked: {
    manners: unknown;
    url: string;
    signal?: AbortSignal;
    answer(text: string): void;
    fail(error: unknown): void;
  }[] = [];
  const open: OpenPoliteFetch = (manners) => (url, _init, signal) =>
    new Promise<PoliteAnswer>((resolve, reject) => {
      const answer = (text: string) =>
        resolve({
          status: 200,
          headers: new Headers({ etag: `"${text}"` }),
          bytes: new TextEncoder().encode(text),
        });
      asked.push({ manners, url, signal, answer, fail: reject });
    });
  return { open, asked };
}

const text = ({ bytes }: PoliteAnswer) => new TextDecoder().decode(bytes);

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 100_000 && !condition(); i++) await new Promise((resolve) => setImmediate(resolve));
  expect(condition()).toBe(true);
}

describe("the door to other people's servers", () => {
  test("asks once for what several want, and gives all of them the answer", async () => {
    const { open, asked } = handFetch();
    const ask = createOutside(open)({ gapMs: 1 });
    const all = [ask("http://a/1"), ask("http://a/1"), ask("http://a/2")];
    expect(asked.map(({ url }) => url)).toEqual(["http://a/1", "http://a/2"]);
    asked[0].answer("one");
    asked[1].answer("two");
    expect((await Promise.all(all)).map(text)).toEqual(["one", "one", "two"]);
    expect(text(await ask("http://a/1"))).toBe("one");
    expect(asked).toHaveLength(2);
  });

  test("another body or another header is another question", async () => {
    const { open, asked } = handFetch();
    const ask = createOutside(open)();
    void ask("http://a/", { method: "POST", body: "one" });
    void ask("http://a/", { method: "POST", body: "two" });
    void ask("http://a/", { headers: { range: "bytes=0-3" } });
    expect(asked).toHaveLength(3);
  });

  test("sources with the same manners stand in the same queue", async () => {
    const manners: unknown[] = [];
    const outside = createOutside((given) => {
      manners.push(given);
      return handFetch().open(given);
    });
    expect(outside({ gapMs: 5 })).toBe(outside({ gapMs: 5 }));
    expect(outside({ gapMs: 6 })).not.toBe(outside({ gapMs: 5 }));
    expect(manners).toEqual([{ gapMs: 5 }, { gapMs: 6 }]);
  });

  test("stops asking when the last one has left, and asks again after a failure", async () => {
    const { open, asked } = handFetch();
    const ask = createOutside(open)();
    const [ada, bob] = [new AbortController(), new AbortController()];
    const ends = [ask("http://a/", {}, ada.signal), ask("http://a/", {}, bob.signal)].map((one) =>
      expect(one).rejects.toThrow("gone"),
    );
    ada.abort(new Error("gone"));
    expect(asked[0].signal?.aborted).toBe(false);
    bob.abort(new Error("gone"));
    expect(asked[0].signal?.aborted).toBe(true);
    await Promise.all(ends);
    const failing = ask("http://a/");
    asked[1].fail(new Error("busy"));
    await expect(failing).rejects.toThrow("busy");
    void ask("http://a/");
    expect(asked).toHaveLength(3);
  });
});

describe("asking through the door from another thread", () => {
  const connect = () => {
    const { open, asked } = handFetch();
    const outside = createOutside(open);
    const workers = [0, 1].map(() => {
      const { port1, port2 } = new MessageChannel();
      serveOutside(port1, outside);
      return { ask: outsideThrough(port2)({ gapMs: 1000 }), port: port2 };
    });
    return { asked, workers };
  };

  test("two workers that want the same ask once", async () => {
    const { asked, workers } = connect();
    const both = workers.map(({ ask }) => ask("http://a/tile", { method: "POST", body: "x" }));
    await until(() => asked.length === 1);
    asked[0].answer("tile");
    const answers = await Promise.all(both);
    expect(answers.map(text)).toEqual(["tile", "tile"]);
    expect(answers.map(({ status, headers }) => [status, headers.get("etag")])).toEqual(
      Array(2).fill([200, '"tile"']),
    );
    expect(asked).toHaveLength(1);
    expect(asked[0].manners).toEqual({ gapMs: 1000 });
    for (const { port } of workers) port.close();
  });

  test("refusals come with their words, and leaving is passed on", async () => {
    const { asked, workers } = connect();
    const refused = workers[0].ask("http://a/");
    await until(() => asked.length === 1);
    asked[0].fail(new ContextileError("rate-limited", "The map server a asks for fewer requests."));
    await expect(refused).rejects.toMatchObject({
      code: "rate-limited",
      message: "The map server a asks for fewer requests.",
    });
    const stop = new AbortController();
    const left = workers[1].ask("http://b/", {}, stop.signal);
    const end = expect(left).rejects.toThrow("enough");
    await until(() => asked.length === 2);
    stop.abort(new Error("enough"));
    await end;
    await until(() => asked[1].signal?.aborted === true);
    for (const { port } of workers) port.close();
  });

  test("a worker that is gone waits for nothing", async () => {
    const { asked, workers } = connect();
    void workers[0].ask("http://a/").catch(() => {});
    await until(() => asked.length === 1);
    workers[0].port.close();
    await until(() => asked[0].signal?.aborted === true);
    workers[1].port.close();
  });
});
