import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { PageSession } from "./page-session.ts";

const most = 16;

/** Who may talk to this server: the pages that knew the pairing token. */
export class PageSessions {
  /** Lives as long as the server. 32 random bytes, base64url. */
  readonly pairingToken = newToken();
  readonly #sessions = new Map<string, PageSession>();
  readonly #heartbeatMs: number;

  constructor(heartbeatMs: number) {
    this.#heartbeatMs = heartbeatMs;
  }

  /** A new session, or null for a wrong token. */
  pair(token: string): PageSession | null {
    if (!sameSecret(token, this.pairingToken)) return null;
    this.#makeRoom();
    const session = new PageSession(newToken(), this.#heartbeatMs);
    this.#sessions.set(digest(session.id), session);
    return session;
  }

  /** By digest, so that the time of the search says nothing about the id. */
  find(id: string | undefined): PageSession | null {
    const session = id === undefined ? undefined : this.#sessions.get(digest(id));
    if (session) session.lastUsed = Date.now();
    return session ?? null;
  }

  all(): PageSession[] {
    return [...this.#sessions.values()];
  }

  isPresent(id: string): boolean {
    return this.find(id)?.isPresent ?? false;
  }

  #makeRoom(): void {
    if (this.#sessions.size < most) return;
    const byAge = this.all().sort(
      (a, b) => Number(a.isPresent) - Number(b.isPresent) || a.lastUsed - b.lastUsed,
    );
    byAge[0].close();
    this.#sessions.delete(digest(byAge[0].id));
  }
}

function newToken(): string {
  return randomBytes(32).toString("base64url");
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(createHash("sha256").update(a).digest(), createHash("sha256").update(b).digest());
}
