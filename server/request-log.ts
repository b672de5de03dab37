import { sha256 } from "./accounts/key.ts";

/** What one line of the log says of a request: no key, no query (a sign-in link has its token there), no body. */
export interface RequestLog {
  /** Adds a fact; ids are hashed. */
  account(id: string): void;
  requestId(id: string): void;
  fact(name: string, value: string | number): void;
  /** The answer streams: the line is written by `end`, not when its head is ready. */
  defer(): void;
  readonly deferred: boolean;
  end(status: number): void;
}

export type WriteLine = (line: string) => void;

export function startRequestLog(request: Request, url: URL, write: WriteLine): RequestLog {
  const startedMs = performance.now();
  const facts: string[] = [];
  let deferred = false;
  let ended = false;
  return {
    account: (id) => void facts.push(`account=${shortHash(id)}`),
    requestId: (id) => void facts.push(`request=${shortHash(id)}`),
    fact: (name, value) => void facts.push(`${name}=${value}`),
    defer() {
      deferred = true;
    },
    get deferred() {
      return deferred;
    },
    end(status) {
      if (ended) return;
      ended = true;
      const ms = Math.round(performance.now() - startedMs);
      // A path is client text too: escaped, so that it cannot fake a second line.
      const path = JSON.stringify(url.pathname.slice(0, 200)).slice(1, -1);
      const head = `${new Date().toISOString()} ${request.method} ${path} ${status} ${ms}ms`;
      write([head, ...facts].join(" "));
    },
  };
}

const shortHash = (id: string) => sha256(id).slice(0, 8);
