/** What every transport needs: keeps messages until the session listens, and says "gone" once. */
export class Inbox {
  readonly #queue: string[] = [];
  readonly #closeListeners: (() => void)[] = [];
  #listener: ((message: string) => void) | null = null;
  #closed = false;

  get closed(): boolean {
    return this.#closed;
  }

  push(message: string): void {
    if (this.#listener) this.#listener(message);
    else this.#queue.push(message);
  }

  onMessage(listener: (message: string) => void): void {
    for (const message of this.#queue.splice(0)) listener(message);
    this.#listener = listener;
  }

  onClose(listener: () => void): void {
    if (this.#closed) listener();
    else this.#closeListeners.push(listener);
  }

  /** True the first time. */
  close(): boolean {
    if (this.#closed) return false;
    this.#closed = true;
    for (const listener of this.#closeListeners.splice(0)) listener();
    return true;
  }
}
