/** Moves strings between the two ends and knows nothing else. One file per kind of webview in `transports/`. */
export interface Transport {
  /** Sends one message. Rejects with `host-gone` when the other end cannot be reached. */
  send(message: string): Promise<void>;
  /** Called once by the session; messages that came earlier are delivered then, in order. */
  onMessage(listener: (message: string) => void): void;
  /** Called once when the other end is gone for good, at once when it is already. */
  onClose(listener: () => void): void;
  close(): void;
  /**
   * Binary chunk by same-origin POST; absent where the transport only moves strings. Resolves to the number of chunks
   * the host holds. Rejects with ContextileError: what the host says, `timeout`, `cancelled`, `host-gone`.
   */
  sendBulk?(
    bulkUrl: string,
    handoffId: string,
    seq: number,
    sha256: string,
    bytes: Uint8Array,
    options?: BulkOptions,
  ): Promise<number>;
}

export interface BulkOptions {
  signal?: AbortSignal;
  timeoutMs?: number;
}
