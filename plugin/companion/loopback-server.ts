/**
 * The HTTP side of a host that serves the panel from 127.0.0.1, as docs/loopback-protocol.md says. Knows nothing of
 * documents or keys: the host answers on the bridge, gives a place for binary chunks, and the key when asked.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import { decodeEnvelope } from "../../shared/bridge/envelope.ts";
import type { HostEndpoint } from "../../shared/bridge/host-endpoint.ts";
import type { HandoffReceiver } from "../../shared/bridge/receive-handoff.ts";
import type { Transport } from "../../shared/bridge/transport.ts";
import { hashHeader, sessionHeader } from "../../shared/bridge/transports/loopback.ts";
import { isContextileError } from "../../shared/errors.ts";
import {
  mebibyte,
  Refusal,
  readBody,
  requireMethod,
  requireType,
  sendError,
  sendJson,
} from "./http-answers.ts";
import type { PageSession } from "./page-session.ts";
import { PageSessions } from "./page-sessions.ts";
import { forward } from "./service-proxy.ts";
import { contentSecurityPolicy, sendFile } from "./static-files.ts";

export interface LoopbackServerOptions {
  /** First port to try; a busy one gives the next. 0 = any. */
  port: number;
  panelFolder: string;
  serviceUrl: string;
  /** Asked at each forwarded request. */
  key(): Promise<string | null>;
  /** Answers one newly paired page; `owner` is its name for the receiver. */
  serve(page: Transport, owner: string): HostEndpoint;
  /** Who takes binary chunks. `isPresent` of its options should be `server.isPresent`. */
  receiver: HandoffReceiver;
  mapOrigins?: readonly string[];
  heartbeatMs?: number;
}

export interface LoopbackServer {
  port: number;
  /** `http://127.0.0.1:PORT`. */
  origin: string;
  pairingToken: string;
  /** Whether the page of this owner reads its events. */
  isPresent(owner: string): boolean;
  emit: HostEndpoint["emit"];
  close(): Promise<void>;
}

export const bulkPath = "/bridge/bulk";

/** Starts listening on 127.0.0.1. Rejects only when no port at all is to be had. */
export async function startLoopbackServer(options: LoopbackServerOptions): Promise<LoopbackServer> {
  const routes = new Routes(options);
  const server = createServer((request, response) => void routes.answer(request, response));
  server.keepAliveTimeout = 65_000;
  const port = await listen(server, options.port);
  routes.port = port;
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    pairingToken: routes.sessions.pairingToken,
    isPresent: (owner) => routes.sessions.isPresent(owner),
    emit: (event, data) => {
      for (const endpoint of routes.endpoints.values()) endpoint.emit(event, data);
    },
    close: async () => {
      for (const endpoint of routes.endpoints.values()) endpoint.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), 200).unref();
      await closed;
    },
  };
}

/** Tries the wanted port and the twenty after it, then any. */
async function listen(server: Server, wanted: number): Promise<number> {
  const ports = wanted === 0 ? [0] : [...Array.from({ length: 21 }, (_, i) => wanted + i), 0];
  for (const port of ports) {
    const isLast = port === 0;
    const bound = await new Promise<boolean>((resolve, reject) => {
      server.once("error", (error) => (isLast ? reject(error) : resolve(false)));
      server.listen(port, "127.0.0.1", () => resolve(true));
    });
    server.removeAllListeners("error");
    if (bound) return (server.address() as AddressInfo).port;
  }
  throw new Error("no free port");
}

const pairSchema = z.strictObject({ token: z.string().max(256) });
const bulkQuerySchema = z.object({
  handoff: z.string().min(1).max(64),
  seq: z.string().regex(/^\d{1,9}$/),
});
const hashSchema = z.string().regex(/^[0-9a-f]{64}$/);

class Routes {
  port = 0;
  readonly sessions: PageSessions;
  readonly endpoints = new Map<PageSession, HostEndpoint>();
  readonly #options: LoopbackServerOptions;
  readonly #policy: string;

  constructor(options: LoopbackServerOptions) {
    this.#options = options;
    this.#policy = contentSecurityPolicy(options.mapOrigins);
    this.sessions = new PageSessions(options.heartbeatMs ?? 15_000);
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      this.#checkCaller(request);
      await this.#route(request, response);
    } catch (thrown) {
      if (!request.complete) hangUpLater(request, response);
      if (thrown instanceof Refusal) sendError(response, thrown.error, thrown.status);
      else sendError(response, thrown, statusOf(thrown));
    }
  }

  /** A rebound name shows in `Host`, a foreign page in `Origin`. */
  #checkCaller({ headers }: IncomingMessage): void {
    const hosts = [`127.0.0.1:${this.port}`, `localhost:${this.port}`];
    if (!hosts.includes(headers.host ?? ""))
      throw new Refusal(403, "bad-message", "This address is not served here.");
    if (headers.origin !== undefined && !hosts.some((host) => headers.origin === `http://${host}`))
      throw new Refusal(403, "bad-message", "Other pages may not talk to this program.");
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? "/";
    const path = url.split("?")[0];
    if (!url.startsWith("/")) throw new Refusal(404, "bad-message", "There is no such file.");
    if (path === "/pair") return this.#pair(request, response);
    if (path === "/bridge") return this.#take(this.#session(request), request, response);
    if (path === "/bridge/events") return this.#stream(this.#session(request), request, response);
    if (path === bulkPath) return this.#bulk(this.#session(request), request, response);
    if (path.startsWith("/service/")) return this.#forward(this.#session(request), request, response);
    return sendFile(request, response, this.#options.panelFolder, path, this.#policy);
  }

  #session({ headers }: IncomingMessage): PageSession {
    const given = headers[sessionHeader];
    const session = this.sessions.find(typeof given === "string" ? given : undefined);
    if (!session)
      throw new Refusal(401, "host-gone", "This page is not paired with the program that serves it.");
    return session;
  }

  async #pair(request: IncomingMessage, response: ServerResponse): Promise<void> {
    requireMethod(request, "POST");
    requireType(request, "application/json");
    const { token } = parse(pairSchema, await readBody(request, 1024));
    const session = this.sessions.pair(token);
    if (!session) throw new Refusal(401, "host-gone", "The address of this page is not complete or too old.");
    const endpoint = this.#options.serve(session, session.id);
    this.endpoints.set(session, endpoint);
    session.onClose(() => this.endpoints.delete(session));
    sendJson(response, 200, { session: session.id });
  }

  async #take(session: PageSession, request: IncomingMessage, response: ServerResponse): Promise<void> {
    requireMethod(request, "POST");
    requireType(request, "application/json");
    const message = (await readBody(request, 8 * mebibyte)).toString("utf8");
    const decoded = decodeEnvelope(message);
    if (decoded.kind === "other-version")
      throw new Refusal(
        400,
        "protocol-version",
        `The panel speaks version ${decoded.version} of the bridge.`,
      );
    if (decoded.kind === "noise") throw new Refusal(400, "bad-message", "The message is not an envelope.");
    sendJson(response, 200, { accepted: true });
    session.deliver(message);
  }

  #stream(session: PageSession, request: IncomingMessage, response: ServerResponse): void {
    requireMethod(request, "GET");
    const lastSeen = Number(request.headers["last-event-id"] ?? 0);
    if (!Number.isInteger(lastSeen) || lastSeen < 0)
      throw new Refusal(400, "bad-message", "last-event-id must be a number.");
    session.attach(response, lastSeen);
  }

  async #bulk(_session: PageSession, request: IncomingMessage, response: ServerResponse): Promise<void> {
    requireMethod(request, "POST");
    requireType(request, "application/octet-stream");
    const query = new URL(request.url ?? "", "http://127.0.0.1").searchParams;
    const place = bulkQuerySchema.safeParse(Object.fromEntries(query));
    const hash = hashSchema.safeParse(request.headers[hashHeader]);
    if (!place.success || !hash.success)
      throw new Refusal(400, "bad-message", "A chunk needs a hand-over, a number and a hash.");
    const bytes = await readBody(request, 16 * mebibyte);
    const { handoff, seq } = place.data;
    sendJson(response, 200, await this.#options.receiver.chunk(handoff, Number(seq), hash.data, bytes));
  }

  async #forward(_session: PageSession, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const key = await this.#options.key();
    forward(request, response, (request.url ?? "").slice("/service".length), this.#options.serviceUrl, key);
  }
}

function parse<T>(schema: z.ZodType<T>, body: Buffer): T {
  try {
    return schema.parse(JSON.parse(body.toString("utf8")));
  } catch {
    throw new Refusal(400, "bad-message", "The message is not what was expected.");
  }
}

function statusOf(thrown: unknown): number | undefined {
  return isContextileError(thrown) && thrown.data.reason === "handoff" ? 404 : undefined;
}

/** After a refusal the rest of the body is not read; the answer gets a moment to arrive first. */
function hangUpLater(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader("connection", "close");
  response.once("finish", () => setTimeout(() => request.destroy(), 250).unref());
  request.resume();
}
