/**
 * The panel's end of the bridge: turns named requests into envelopes and answers back into typed results. Every
 * request settles exactly once: with a checked result, the host's error, `timeout`, `cancelled` or `host-gone`.
 */

import { ContextileError, failure, toContextileError } from "../errors.ts";
import { says } from "../sentences.ts";
import { decodeEnvelope, type Envelope, encodeEnvelope, errorFromWire, spokenProtocol } from "./envelope.ts";
import { hostGone } from "./host-gone.ts";
import { newId } from "./new-id.ts";
import { cancelled, defaultRepeatAfterMs, Pending, type RequestOptions } from "./pending.ts";
import {
  type EventData,
  type EventName,
  events,
  type HostProfile,
  type MessageName,
  type MessageParams,
  type MessageResult,
  messages,
  protocolVersion,
} from "./protocol.ts";
import type { Transport } from "./transport.ts";

export interface SessionOptions {
  /** Said in `hello`, for the host's log. */
  panelVersion: string;
  userAgent: string;
  /** First repeat of an unanswered request, ms. */
  repeatAfterMs?: number;
  /** Told of everything that is dropped (noise, late and doubled answers, unknown events), for a diagnosis. */
  onDropped?: (reason: string) => void;
}

export interface Session {
  /** Greets the host and checks the protocol version. Rejects with `protocol-version`, `timeout` or `host-gone`. */
  hello(options?: RequestOptions): Promise<HostProfile>;
  /** Rejects with ContextileError only. Parameters are checked before they are sent (`bad-message`). */
  request<N extends MessageName>(
    name: N,
    params: MessageParams<N>,
    options?: RequestOptions,
  ): Promise<MessageResult<N>>;
  /** Events of the host, checked; malformed ones are dropped. Answers a function that stops it. */
  on<N extends EventName>(event: N, listener: (data: EventData<N>) => void): () => void;
  /** Called once when the host is gone, at once when it is already. */
  onClose(listener: () => void): void;
  /** Binary chunk, where the transport has a way for bytes. */
  readonly sendBulk: Transport["sendBulk"];
  /** Ends the session: everything pending rejects with `host-gone`. */
  close(): void;
}

type Listeners = { [N in EventName]: Set<(data: EventData<N>) => void> };

/** Starts listening at once; nothing is sent before the first request. */
export function createSession(transport: Transport, options: SessionOptions): Session {
  return new PanelSession(transport, options);
}

class PanelSession implements Session {
  readonly #transport: Transport;
  readonly #options: SessionOptions;
  readonly #pending = new Map<string, Pending>();
  readonly #closeListeners: (() => void)[] = [];
  readonly #listeners: Listeners = {
    theme: new Set(),
    "document-changed": new Set(),
    progress: new Set(),
    closing: new Set(),
  };
  #closed = false;

  constructor(transport: Transport, options: SessionOptions) {
    this.#transport = transport;
    this.#options = options;
    transport.onMessage((message) => this.#receive(message));
    transport.onClose(() => this.#end());
  }

  get sendBulk(): Transport["sendBulk"] {
    return this.#transport.sendBulk?.bind(this.#transport);
  }

  async hello(options?: RequestOptions): Promise<HostProfile> {
    const { panelVersion, userAgent } = this.#options;
    const raw = await this.#ask("hello", { protocol: protocolVersion, panelVersion, userAgent }, options);
    // Before the shape: a host of another version may well have another profile.
    const theirs = spokenProtocol(raw);
    if (theirs !== null && theirs !== protocolVersion) throw otherVersion(theirs);
    return checkResult("hello", raw);
  }

  async request<N extends MessageName>(
    name: N,
    params: MessageParams<N>,
    options?: RequestOptions,
  ): Promise<MessageResult<N>> {
    return checkResult(name, await this.#ask(name, params, options));
  }

  on<N extends EventName>(event: N, listener: (data: EventData<N>) => void): () => void {
    this.#listeners[event].add(listener);
    return () => void this.#listeners[event].delete(listener);
  }

  onClose(listener: () => void): void {
    if (this.#closed) listener();
    else this.#closeListeners.push(listener);
  }

  close(): void {
    this.#transport.close();
    this.#end();
  }

  #ask(name: MessageName, params: unknown, options: RequestOptions = {}): Promise<unknown> {
    if (this.#closed) return Promise.reject(hostGone());
    if (options.signal?.aborted) return Promise.reject(cancelled());
    const checked = messages[name].params.safeParse(params);
    if (!checked.success)
      return Promise.reject(badMessage(`The panel made a wrong "${name}" request`, checked.error.message));
    const id = newId();
    const message = encodeEnvelope({ v: 1, kind: "req", id, method: name, params: checked.data });
    return new Promise((resolve, reject) => {
      const acts = {
        repeat: () => this.#send(id, message),
        cancel: () => this.#send(null, encodeEnvelope({ v: 1, kind: "cancel", id })),
        done: () => void this.#pending.delete(id),
      };
      const repeatAfterMs = this.#options.repeatAfterMs ?? defaultRepeatAfterMs;
      // Before sending: an answer may come before `send` returns.
      this.#pending.set(id, new Pending(name, options, repeatAfterMs, acts, { resolve, reject }));
      this.#send(id, message);
    });
  }

  /** A message that cannot be sent ends its request; a cancel that cannot be sent ends nothing. */
  #send(id: string | null, message: string): void {
    this.#transport.send(message).catch((thrown: unknown) => {
      if (id !== null) this.#pending.get(id)?.reject(toContextileError(thrown));
    });
  }

  #receive(message: string): void {
    if (this.#closed) return;
    const decoded = decodeEnvelope(message);
    if (decoded.kind === "envelope") {
      this.#take(decoded.envelope);
      return;
    }
    if (decoded.kind === "other-version")
      for (const pending of [...this.#pending.values()])
        if (pending.name === "hello") pending.reject(otherVersion(decoded.version));
    this.#drop(decoded.kind === "noise" ? decoded.reason : `version ${decoded.version}`);
  }

  #take(envelope: Envelope): void {
    if (envelope.kind === "evt") {
      this.#takeEvent(envelope.event, envelope.data);
      return;
    }
    if (envelope.kind === "req" || envelope.kind === "cancel") {
      this.#drop("a request from the host");
      return;
    }
    const pending = this.#pending.get(envelope.id);
    if (!pending) {
      this.#drop("a late or doubled answer");
      return;
    }
    if (envelope.kind === "res") pending.resolve(envelope.result);
    else pending.reject(errorFromWire(envelope.error));
  }

  #takeEvent(name: string, data: unknown): void {
    if (name === "progress") {
      this.#takeProgress(data);
      return;
    }
    if (name === "theme") this.#tell("theme", data);
    else if (name === "document-changed") this.#tell("document-changed", data);
    else if (name === "closing") {
      this.#tell("closing", data);
      this.close();
    } else this.#drop(`unknown event ${name}`);
  }

  #takeProgress(data: unknown): void {
    const parsed = events.progress.safeParse(data);
    if (!parsed.success) {
      this.#drop("a malformed progress event");
      return;
    }
    const { id, phase, fraction } = parsed.data;
    this.#pending.get(id)?.progress({ phase, fraction });
    for (const listener of [...this.#listeners.progress]) listener(parsed.data);
  }

  #tell<N extends EventName>(name: N, data: unknown): void {
    const parsed = events[name].safeParse(data);
    if (!parsed.success) {
      this.#drop(`a malformed ${name} event`);
      return;
    }
    for (const listener of [...this.#listeners[name]]) listener(parsed.data as EventData<N>);
  }

  #drop(reason: string): void {
    this.#options.onDropped?.(reason);
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const pending of [...this.#pending.values()]) pending.reject(hostGone());
    for (const listener of this.#closeListeners.splice(0)) listener();
  }
}

/** The schema of the map gives exactly this type; TypeScript cannot follow it through the index. */
function checkResult<N extends MessageName>(name: N, result: unknown): MessageResult<N> {
  const parsed = messages[name].result.safeParse(result);
  if (parsed.success) return parsed.data as MessageResult<N>;
  throw badMessage(`The CAD program gave a wrong answer to "${name}"`, parsed.error.message);
}

function badMessage(what: string, details: string): ContextileError {
  return new ContextileError("bad-message", `${what}: ${details.replace(/\s+/g, " ").slice(0, 300)}`);
}

function otherVersion(theirs: number): ContextileError {
  return failure("protocol-version", says("host-other-version", { theirs, ours: protocolVersion }));
}
