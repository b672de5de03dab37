import { hostGone } from "../host-gone.ts";
import type { Transport } from "../transport.ts";

/** Two transports that feed each other, in order and never in the sender's own turn. For tests and in-page hosts. */
export function linkedPair(): { panel: Transport; host: Transport } {
  const panel = new MemoryEnd();
  const host = new MemoryEnd();
  panel.peer = host;
  host.peer = panel;
  return { panel, host };
}

class MemoryEnd implements Transport {
  peer: MemoryEnd | null = null;
  readonly #queue: string[] = [];
  readonly #closeListeners: (() => void)[] = [];
  #listener: ((message: string) => void) | null = null;
  #closed = false;

  async send(message: string): Promise<void> {
    if (this.#closed || !this.peer) throw hostGone();
    this.peer.#deliver(message);
  }

  onMessage(listener: (message: string) => void): void {
    this.#listener = listener;
    this.#drainLater();
  }

  onClose(listener: () => void): void {
    if (this.#closed) listener();
    else this.#closeListeners.push(listener);
  }

  close(): void {
    const { peer } = this;
    this.#end();
    if (peer) peer.#end();
  }

  #deliver(message: string): void {
    this.#queue.push(message);
    if (this.#listener) this.#drainLater();
  }

  #drainLater(): void {
    Promise.resolve().then(() => {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift())
        this.#listener?.(next);
    });
  }

  /** What is on its way still arrives: a host that says its last word and closes is heard. */
  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    Promise.resolve().then(() => {
      for (const listener of this.#closeListeners.splice(0)) listener();
    });
  }
}
