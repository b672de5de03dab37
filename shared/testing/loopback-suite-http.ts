/** Plain HTTP for the black-box suite: paths and headers exactly as written, every byte of every answer remembered. */
import http, { type IncomingHttpHeaders } from "node:http";

export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  text: string;
  json(): unknown;
  /** True when the connection broke before the body's end. */
  cut: boolean;
}

export interface RawRequest {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** Called with the first bytes of the body. */
  onFirstBytes?(): void;
  /** Ends the request from this side. */
  signal?: AbortSignal;
}

/** A browser changes paths and forbids headers; an attacker's program does not. */
export class RawClient {
  /** Everything the server ever said, headers and bodies. */
  readonly heard: string[] = [];
  readonly port: number;

  constructor(origin: string) {
    this.port = Number(new URL(origin).port);
  }

  send({ method = "GET", path, headers = {}, body, onFirstBytes, signal }: RawRequest): Promise<RawAnswer> {
    const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
    return new Promise((resolve, reject) => {
      const options = { host: "127.0.0.1", port: this.port, method, path, agent: false, signal };
      const request = http.request({ ...options, headers: { ...length, ...headers } }, (response) => {
        const pieces: Buffer[] = [];
        response.once("data", () => onFirstBytes?.());
        response.on("data", (piece: Buffer) => pieces.push(piece));
        const end = (cut: boolean) => {
          const whole = Buffer.concat(pieces);
          const text = whole.toString("utf8");
          this.heard.push(JSON.stringify(response.headers), text);
          const json = (): unknown => JSON.parse(text);
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: whole,
            text,
            json,
            cut,
          });
        };
        response.on("end", () => end(false));
        response.on("error", () => end(true));
      });
      request.on("error", reject);
      request.end(body);
    });
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<RawAnswer> {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return this.send({
      method: "POST",
      path,
      body: text,
      headers: { "content-type": "application/json", ...headers },
    });
  }
}

export interface HeardEvent {
  id: number;
  message: { kind: string; id?: string; result?: unknown; error?: { code: string }; event?: string };
}

/** One open event stream, read raw. */
export class RawStream {
  readonly events: HeardEvent[] = [];
  readonly opened: Promise<IncomingHttpHeaders>;
  readonly ended: Promise<void>;
  status = 0;
  raw = "";
  readonly #request: http.ClientRequest;
  #wake = () => {};

  constructor(client: RawClient, session: string, lastEventId?: number) {
    const resume = lastEventId === undefined ? {} : { "last-event-id": String(lastEventId) };
    const headers = { "x-contextile-token": session, ...resume };
    const options = { host: "127.0.0.1", port: client.port, path: "/bridge/events", headers, agent: false };
    this.#request = http.get(options);
    this.opened = new Promise((resolve, reject) => {
      this.#request.on("error", reject);
      this.#request.on("response", (response) => {
        this.status = response.statusCode ?? 0;
        resolve(response.headers);
      });
    });
    this.ended = new Promise((resolve) => {
      this.#request.on("close", resolve);
      this.#request.on("response", (response) => {
        response.setEncoding("utf8");
        response.on("data", (text: string) => {
          client.heard.push(text);
          this.#read(text);
        });
        response.on("error", () => resolve());
        response.on("end", () => resolve());
      });
    });
    this.opened.catch(() => {});
  }

  /** The answer to this request. */
  async answerTo(id: string): Promise<HeardEvent["message"]> {
    for (;;) {
      const found = this.events.find(({ message }) => message.id === id && /^(res|err)$/.test(message.kind));
      if (found) return found.message;
      await this.next();
    }
  }

  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  close(): void {
    this.#request.destroy();
  }

  #read(text: string): void {
    this.raw += text;
    for (let end = this.raw.indexOf("\n\n", this.#at); end >= 0; end = this.raw.indexOf("\n\n", this.#at)) {
      const found = /^id: (\d+)\ndata: ([^\n]*)$/.exec(this.raw.slice(this.#at, end));
      if (found) this.events.push({ id: Number(found[1]), message: JSON.parse(found[2]) });
      this.#at = end + 2;
    }
    this.#wake();
  }

  #at = 0;
}
