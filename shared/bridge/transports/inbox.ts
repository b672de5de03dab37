/** What every transport needs: keeps messages until the session listens, and says "gone" once. */
export class Inbox {
  readonly #queue: string[] = [];
  readonly #closeListeners: (() => void)[] = [];
  #listener: ((message: string) => void) | null = null;
  #delivering = false;
  #closed = false;

  get closed(): boolean {
    return this.#closed;
  }

  push(message: string): void {
    this.#queue.push(message);
    this.#deliver();
  }

  onMessage(listener: (message: string) => void): void {
    this.#listener = listener;
    this.#deliver();
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

  /** A message that comes while one is being read waits its turn: some webviews answer inside the call. */
  #deliver(): void {
    if (this.#delivering || !this.#listener) return;
    this.#delivering = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift())
        this.#listener(next);
    } finally {
      this.#delivering = false;
    }
  }
}
