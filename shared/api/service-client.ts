import {
  accountPath,
  assumedServiceInfo,
  type Basemap,
  basemapPath,
  basemapSchema,
  placesQuery,
  servicePath,
} from "../contract/endpoints.ts";
import {
  type Account,
  accountSchema,
  type Places,
  placesSchema,
  type ServiceInfo,
  serviceInfoSchema,
} from "../contract/service.ts";
import { failure, isContextileError } from "../errors.ts";
import { says } from "../sentences.ts";
import { createCallClock } from "./call-clock.ts";
import { createHideSecrets, readRefusal, refusalError } from "./http-errors.ts";

export interface ServiceClientOptions {
  /** Base address without trailing slash. */
  serviceUrl: string;
  /** Pairing token of a proxy, or the Authorization header in Node. Never logged. */
  headers?: Readonly<Record<string, string>>;
  /** Injected for tests; defaults to the global one. */
  fetch?: typeof fetch;
  /** Of each call; default 20 s. */
  timeoutMs?: number;
}

/**
 * The free endpoints beside the purchase. Each rejects with ContextileError (charged: no) and answers null where the
 * service does not offer it.
 */
export interface ServiceClient {
  /** What the service is and costs; a service without this endpoint gets the assumptions made for Cityweft. */
  info(signal?: AbortSignal): Promise<ServiceInfo>;
  /** Balance and usage; `bad-key` with a wrong key. */
  account(signal?: AbortSignal): Promise<Account | null>;
  /** Names in the service's data, best match first. */
  places(text: string, limit?: number, signal?: AbortSignal): Promise<Places | null>;
  /** GeoJSON to draw on, lon-lat. */
  basemap(signal?: AbortSignal): Promise<Basemap | null>;
}

/** Statuses by which a server says that it does not know an address. */
const notOffered = [404, 405, 501];

export function createServiceClient(options: ServiceClientOptions): ServiceClient {
  return {
    async info(signal) {
      return (await get(options, servicePath, serviceInfoSchema, signal)) ?? assumedServiceInfo;
    },
    account: (signal) => get(options, accountPath, accountSchema, signal),
    places: (text, limit = 10, signal) => get(options, placesQuery(text, limit), placesSchema, signal),
    basemap: (signal) => get(options, basemapPath, basemapSchema, signal),
  };
}

/** As much of a zod schema as is needed here. */
interface Reader<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false };
}

async function get<T>(
  options: ServiceClientOptions,
  path: string,
  schema: Reader<T>,
  signal: AbortSignal = new AbortController().signal,
): Promise<T | null> {
  const { serviceUrl, headers = {}, timeoutMs = 20_000 } = options;
  const send = options.fetch ?? fetch;
  const clock = createCallClock(signal, timeoutMs);
  try {
    const response = await send(`${serviceUrl}${path}`, {
      headers: { accept: "application/json", ...headers },
      signal: clock.signal,
      cache: "no-store",
      redirect: "manual",
    });
    if (notOffered.includes(response.status)) return null;
    if (!response.ok) throw refusalError(await readRefusal(response, createHideSecrets(headers), Date.now()));
    return readBody(await response.text(), schema);
  } catch (thrown) {
    if (clock.stopped() === "cancelled") throw failure("cancelled", says("request-cancelled"));
    if (clock.stopped() === "timeout")
      throw failure("timeout", says("service-silent", { seconds: timeoutMs / 1000 }));
    if (isContextileError(thrown)) throw thrown;
    throw failure("service-down", says("service-unreachable", { code: "" }));
  } finally {
    clock.stop();
  }
}

function readBody<T>(text: string, schema: Reader<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw failure("malformed-body", says(/^\s*</.test(text) ? "answer-page" : "answer-no-json"));
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw failure("malformed-body", says("answer-lacks"));
}
