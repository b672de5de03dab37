import type { ServerResponse } from "node:http";
import { hostGone } from "../../shared/bridge/host-gone.ts";
import type { Transport } from "../../shared/bridge/transport.ts";
import { Inbox } from "../../shared/bridge/transports/inbox.ts";
import { commonHeaders, Refusal } from "./http-answers.ts";

const keptEvents = 1000;

/**
 * One paired page, as a transport: what the host sends is numbered and kept until the page has seen it, so that a
 * broken stream loses nothing. What the page posts comes in by `deliver`.
 */
export class PageSession implements Transport {
  readonly id: string;
  lastUsed = Date.now();
  readonly #inbox = new Inbox();
  readonly #heartbeatMs: number;
  #kept: { number: number; message: string }[] = [];
  #sent = 0;
  #stream: ServerResponse | null = null;
  #heartbeat: ReturnType<typeof setInterval> | undefined;

  constructor(id: string, heartbeatMs: number) {
    this.id = id;
    this.#heartbeatMs = heartbeatMs;
  }

  /** True while the page reads its events. */
  get isPresent(): boolean {
    return this.#stream !== null;
  }

  async send(message: string): Promise<void> {
    if (this.#inbox.closed) throw hostGone();
    const event = { number: ++this.#sent, message };
    this.#kept.push(event);
    if (this.#kept.length > keptEvents) this.#kept.shift();
    this.#write(event);
  }

  /** A message of the page, already known to be an envelope. */
  deliver(message: string): void {
    this.#inbox.push(message);
  }

  onMessage(listener: (message: string) => void): void {
    this.#inbox.onMessage(listener);
  }

  onClose(listener: () => void): void {
    this.#inbox.onClose(listener);
  }

  close(): void {
    if (!this.#inbox.close()) return;
    this.#detach(this.#stream);
  }

  /** Begins a stream after event `lastSeen` and ends the older one. Throws a Refusal (410) where events are gone. */
  attach(response: ServerResponse, lastSeen: number): void {
    if (lastSeen < this.#sent - this.#kept.length || lastSeen > this.#sent)
      throw new Refusal(410, "host-gone", "Some events are no longer kept. Reload the panel.");
    this.#kept = this.#kept.filter(({ number }) => number > lastSeen);
    this.#detach(this.#stream);
    response.writeHead(200, { ...commonHeaders, "content-type": "text/event-stream; charset=utf-8" });
    response.write(": open\n\n");
    this.#stream = response;
    this.#heartbeat = setInterval(() => response.write(": beat\n\n"), this.#heartbeatMs);
    response.on("close", () => this.#detach(response));
    for (const event of this.#kept) this.#write(event);
  }

  #write({ number, message }: { number: number; message: string }): void {
    this.#stream?.write(`id: ${number}\ndata: ${message}\n\n`);
  }

  #detach(stream: ServerResponse | null): void {
    if (stream === null || this.#stream !== stream) return;
    clearInterval(this.#heartbeat);
    this.#stream = null;
    stream.end();
  }
}
