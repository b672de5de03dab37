import type { MessagePort } from "node:worker_threads";
import { fromWire, toContextileError, type WireError } from "../../../shared/errors.ts";
import {
  createPoliteFetch,
  type Manners,
  type OpenPoliteFetch,
  type PoliteAnswer,
  type PoliteFetch,
} from "../../sources/polite-fetch.ts";

/**
 * All requests to other people's servers leave through one door, however many workers there are: the service's own
 * thread asks, one thing at a time, and what several want is asked for once.
 */

/** An answer stays for whoever wanted the same at nearly the same time and finds it in no cache yet. */
const rememberedMs = 10_000;
const rememberedBytes = 64 * 1024 * 1024;

/** One queue per kind of manners, as each source would have by itself; equal requests share their answer. */
export function createOutside(open: OpenPoliteFetch = createPoliteFetch): OpenPoliteFetch {
  const doors = new Map<string, PoliteFetch>();
  return (manners = {}) => {
    const key = JSON.stringify(manners);
    const door = doors.get(key) ?? sharing(open(manners));
    doors.set(key, door);
    return door;
  };
}

interface Asked {
  answer: Promise<PoliteAnswer>;
  stop: AbortController;
  waiting: number;
  done: boolean;
}

function sharing(ask: PoliteFetch): PoliteFetch {
  const asked = new Map<string, Asked>();
  const forget = (key: string, one: Asked) => {
    if (asked.get(key) === one) asked.delete(key);
  };
  function begin(key: string, url: string, init: Parameters<PoliteFetch>[1]): Asked {
    const stop = new AbortController();
    const one: Asked = { answer: ask(url, init, stop.signal), stop, waiting: 0, done: false };
    asked.set(key, one);
    one.answer.then(
      ({ bytes }) => {
        one.done = true;
        if (bytes.length > rememberedBytes) forget(key, one);
        else setTimeout(() => forget(key, one), rememberedMs).unref();
      },
      () => forget(key, one),
    );
    return one;
  }
  return (url, init, signal) => {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const key = JSON.stringify([url, init ?? {}]);
    const one = asked.get(key) ?? begin(key, url, init);
    one.waiting++;
    return new Promise((resolve, reject) => {
      const leave = () => {
        reject(signal?.reason);
        if (--one.waiting > 0 || one.done) return;
        forget(key, one);
        one.stop.abort(signal?.reason);
      };
      signal?.addEventListener("abort", leave, { once: true });
      one.answer.then(resolve, reject).finally(() => signal?.removeEventListener("abort", leave));
    });
  };
}

type ToDoor =
  | { id: number; manners: Partial<Manners>; url: string; init: Parameters<PoliteFetch>[1] }
  | { id: number; leave: true };

type FromDoor =
  | { id: number; status: number; headers: [string, string][]; bytes: Uint8Array }
  | { id: number; error: WireError };

/** The service's side: asks for whatever comes over the line. */
export function serveOutside(port: MessagePort, outside: OpenPoliteFetch): void {
  const waiting = new Map<number, AbortController>();
  const say = (message: FromDoor) => port.postMessage(message);
  port.on("message", (message: ToDoor) => {
    const { id } = message;
    if ("leave" in message) return waiting.get(id)?.abort();
    const stop = new AbortController();
    waiting.set(id, stop);
    outside(message.manners)(message.url, message.init, stop.signal)
      .then(({ status, headers, bytes }) => say({ id, status, headers: [...headers], bytes }))
      .catch((error) => say({ id, error: toContextileError(error).toWire() }))
      .finally(() => waiting.delete(id));
  });
  // A worker that is gone wants nothing more.
  port.on("close", () => {
    for (const stop of waiting.values()) stop.abort();
  });
  port.unref();
}

/** The worker's side: asks through the service. */
export function outsideThrough(port: MessagePort): OpenPoliteFetch {
  const waiting = new Map<number, { resolve(answer: PoliteAnswer): void; reject(error: unknown): void }>();
  let ids = 0;
  const say = (message: ToDoor) => port.postMessage(message);
  port.on("message", (message: FromDoor) => {
    const one = waiting.get(message.id);
    waiting.delete(message.id);
    if ("error" in message) one?.reject(fromWire(message.error));
    else {
      const { status, headers, bytes } = message;
      one?.resolve({ status, headers: new Headers(headers), bytes });
    }
  });
  port.unref();
  return (manners = {}) =>
    (url, init, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const id = ids++;
        waiting.set(id, { resolve, reject });
        say({ id, manners, url, init });
        signal?.addEventListener("abort", () => {
          if (!waiting.delete(id)) return;
          say({ id, leave: true });
          reject(signal.reason);
        });
      });
}
