/**
 * The host's end of the bridge, for hosts written in TypeScript. Rules every host keeps, in whatever language:
 * every request is answered exactly once in kind (`res` or `err`); an unknown method is `unknown-message`, wrong
 * parameters are `bad-message`; an id that runs is not started again, an id that was answered is answered again with
 * the same message; `cancel` stops the work, which is then answered with `cancelled` (or its result, when it was faster).
 */
import { ContextileError, toContextileError } from "../errors.ts";
import { decodeEnvelope, type Envelope, encodeEnvelope, spokenProtocol } from "./envelope.ts";
import {
  type EventData,
  type EventName,
  type MessageAnswer,
  type MessageName,
  type MessageParams,
  messages,
  protocolVersion,
} from "./protocol.ts";
import type { Transport } from "./transport.ts";

export interface RequestContext {
  /** Aborted by the panel's cancel and when the panel is gone. */
  signal: AbortSignal;
  /** `fraction` 0..1 or null. Keeps the panel from giving up, so say something at least once a minute. */
  progress(phase: string, fraction: number | null): void;
}

export type BridgeHandlers = {
  [N in MessageName]: (
    params: MessageParams<N>,
    context: RequestContext,
  ) => Promise<MessageAnswer<N>> | MessageAnswer<N>;
};

export interface HostEndpoint {
  emit<N extends EventName>(event: N, data: EventData<N>): void;
  /** Says `closing`, stops what runs and closes the transport. */
  close(): void;
}

/** Answers kept for repeats. */
const keptAnswers = 64;

/** Serves the handlers over one transport. A handler that is absent is answered like an unknown method. */
export function serveBridge(transport: Transport, handlers: Partial<BridgeHandlers>): HostEndpoint {
  return new Endpoint(transport, handlers);
}

class Endpoint implements HostEndpoint {
  readonly #transport: Transport;
  readonly #handlers: Partial<BridgeHandlers>;
  readonly #running = new Map<string, AbortController>();
  readonly #answered = new Map<string, string>();

  constructor(transport: Transport, handlers: Partial<BridgeHandlers>) {
    this.#transport = transport;
    this.#handlers = handlers;
    transport.onMessage((message) => this.#receive(message));
    transport.onClose(() => this.#stopAll());
  }

  emit<N extends EventName>(event: N, data: EventData<N>): void {
    this.#send(encodeEnvelope({ v: 1, kind: "evt", event, data }));
  }

  close(): void {
    this.emit("closing", {});
    this.#stopAll();
    this.#transport.close();
  }

  #stopAll(): void {
    for (const controller of this.#running.values()) controller.abort();
  }

  #receive(message: string): void {
    const decoded = decodeEnvelope(message);
    if (decoded.kind !== "envelope") return;
    const { envelope } = decoded;
    if (envelope.kind === "cancel") this.#running.get(envelope.id)?.abort();
    if (envelope.kind === "req") this.#start(envelope);
  }

  #start({ id, method, params }: Extract<Envelope, { kind: "req" }>): void {
    if (this.#running.has(id)) return;
    const kept = this.#answered.get(id);
    if (kept !== undefined) {
      this.#send(kept);
      return;
    }
    const controller = new AbortController();
    this.#running.set(id, controller);
    const context: RequestContext = {
      signal: controller.signal,
      progress: (phase, fraction) => {
        if (this.#running.has(id)) this.emit("progress", { id, phase, fraction });
      },
    };
    this.#run(method, params, context).then(
      (result) => this.#answer(id, { v: 1, kind: "res", id, ok: true, result }),
      (thrown: unknown) => {
        const error = { ...toContextileError(thrown).toWire() };
        this.#answer(id, { v: 1, kind: "err", id, ok: false, error });
      },
    );
  }

  async #run(method: string, params: unknown, context: RequestContext): Promise<unknown> {
    const theirs = method === "hello" ? spokenProtocol(params) : null;
    // Before the shape: a panel of another version may well greet in another way.
    if (theirs !== null && theirs !== protocolVersion) throw otherVersion(theirs);
    if (!isMessageName(method) || !this.#handlers[method])
      throw new ContextileError("unknown-message", `This plug-in does not know the message "${method}".`);
    return this.#call(method, params, context);
  }

  async #call<N extends MessageName>(method: N, params: unknown, context: RequestContext): Promise<unknown> {
    const parsed = messages[method].params.safeParse(params);
    if (!parsed.success)
      throw new ContextileError(
        "bad-message",
        `The panel sent a wrong "${method}" request: ${parsed.error.message.replace(/\s+/g, " ").slice(0, 300)}`,
      );
    const checked = parsed.data as MessageParams<N>;
    const handler: BridgeHandlers[N] | undefined = this.#handlers[method];
    const result = await handler?.(checked, context);
    const answer = messages[method].result.safeParse(result ?? {});
    if (answer.success) return answer.data;
    throw new ContextileError("internal", `The plug-in made a wrong answer to "${method}".`);
  }

  #answer(id: string, envelope: Envelope): void {
    const message = encodeEnvelope(envelope);
    this.#running.delete(id);
    this.#answered.set(id, message);
    for (const oldest of this.#answered.keys()) {
      if (this.#answered.size <= keptAnswers) break;
      this.#answered.delete(oldest);
    }
    this.#send(message);
  }

  /** A panel that is gone cannot be told so; its transport closes and stops what runs. */
  #send(message: string): void {
    this.#transport.send(message).catch(() => {});
  }
}

/** Own names only: "constructor" is no message. */
const messageNames: ReadonlySet<string> = new Set(Object.keys(messages));

function isMessageName(method: string): method is MessageName {
  return messageNames.has(method);
}

function otherVersion(theirs: number): ContextileError {
  return new ContextileError(
    "protocol-version",
    `The panel speaks version ${theirs} of the bridge, this plug-in speaks ${protocolVersion}.`,
  );
}
