/**
 * Webviews that Eto.Forms puts into a CAD program (Rhino 8): WebView2 on Windows, WKWebView on macOS. Strings go out by
 * `postMessage` of whichever object is there; they come in by the function `window.__contextileReceive`, which
 * the host calls through ExecuteScript, or by WebView2's own message event. Eto injects its object at
 * DOMContentLoaded or later, so what is sent before waits.
 */
import { hostGone } from "../host-gone.ts";
import type { Transport } from "../transport.ts";
import { Inbox } from "./inbox.ts";

interface Poster {
  postMessage(message: string): void;
}

interface WebView2 extends Poster {
  addEventListener?(type: "message", listener: (event: { data: unknown }) => void): void;
  removeEventListener?(type: "message", listener: (event: { data: unknown }) => void): void;
}

/** The few properties of `window` that are used here; all of them may appear late or never. */
export interface EtoWindow {
  eto?: Partial<Poster>;
  chrome?: { webview?: WebView2 };
  webkit?: { messageHandlers?: { __eto__?: Poster } };
  __contextileReceive?: (message: unknown) => void;
}

export interface EtoOptions {
  /** How long to wait for the host's object, ms. */
  injectionTimeoutMs?: number;
  pollMs?: number;
}

/** True once one of the three objects is there. */
export function hasEto(page: EtoWindow): boolean {
  return findPoster(page) !== null;
}

export function createEtoTransport(page: EtoWindow, options: EtoOptions = {}): Transport {
  return new EtoTransport(page, options);
}

class EtoTransport implements Transport {
  readonly #page: EtoWindow;
  readonly #inbox = new Inbox();
  readonly #ready: Promise<Poster>;
  readonly #receive = (message: unknown): void => {
    if (this.#inbox.closed) return;
    // A host that passes an object literal means its JSON.
    this.#inbox.push(typeof message === "string" ? message : JSON.stringify(message));
  };
  readonly #onWebViewMessage = (event: { data: unknown }): void => this.#receive(event.data);
  #sending: Promise<unknown>;
  #webview: WebView2 | undefined;

  constructor(page: EtoWindow, options: EtoOptions) {
    this.#page = page;
    page.__contextileReceive = this.#receive;
    this.#ready = this.#waitForPoster(options.injectionTimeoutMs ?? 15_000, options.pollMs ?? 50);
    this.#sending = this.#ready.catch(() => this.close());
  }

  /** One after the other, so that nothing overtakes what waits for the injection. */
  send(message: string): Promise<void> {
    const sent = this.#sending.then(() => this.#post(message));
    this.#sending = sent.catch(() => {});
    return sent;
  }

  onMessage(listener: (message: string) => void): void {
    this.#inbox.onMessage(listener);
  }

  onClose(listener: () => void): void {
    this.#inbox.onClose(listener);
  }

  close(): void {
    if (!this.#inbox.close()) return;
    this.#webview?.removeEventListener?.("message", this.#onWebViewMessage);
    if (this.#page.__contextileReceive === this.#receive) this.#page.__contextileReceive = undefined;
  }

  async #post(message: string): Promise<void> {
    if (this.#inbox.closed) throw hostGone();
    try {
      (findPoster(this.#page) ?? (await this.#ready)).postMessage(message);
    } catch (thrown) {
      this.close();
      throw hostGone(thrown);
    }
  }

  async #waitForPoster(timeoutMs: number, pollMs: number): Promise<Poster> {
    for (let waited = 0; ; waited += pollMs) {
      const poster = findPoster(this.#page);
      if (poster) {
        this.#webview = this.#page.chrome?.webview;
        this.#webview?.addEventListener?.("message", this.#onWebViewMessage);
        return poster;
      }
      if (waited >= timeoutMs || this.#inbox.closed) throw hostGone();
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }
}

/** Eto's own object first: the other two are its fallbacks on Windows and macOS. */
function findPoster(page: EtoWindow): Poster | null {
  const { eto, chrome, webkit } = page;
  if (eto && typeof eto.postMessage === "function") return { postMessage: (text) => eto.postMessage?.(text) };
  return chrome?.webview ?? webkit?.messageHandlers?.__eto__ ?? null;
}
