import { createService, type Service, type ServiceOptions } from "../service.ts";
import { openEmbeddedStore } from "../store/embedded-store.ts";
import type { Store } from "../store/store.ts";
import { fakeEngine, fakeSources, squarePolygon } from "./fake-sources.ts";

/** The same for all, so that several services can share one store. */
export const testMasterKey = Buffer.alloc(32, 7);
export const testBase = "http://127.0.0.1:8787";

export interface TestService extends Service {
  key: string;
  store: Store;
  lines: string[];
  errors: unknown[];
  /** `handle` of a path, with the key and JSON where not said otherwise. */
  call(path: string, init?: RequestInit): Promise<Response>;
  /** `POST /v1/context` for a square of `sizeDeg` degrees. */
  context(body?: unknown, headers?: Record<string, string>): Promise<Response>;
  /** `GET /v1/account`. */
  account(): Promise<{ balanceKm2: number; totalRequests: number; totalKm2: number; meanKm2: number }>;
}

/** About 0.0063 km² near Tallinn. */
export const smallBody = { polygon: squarePolygon(24.745, 59.437, 0.001) };

/** A whole service in memory, without sockets. Give `store` to share one between tests of a file. */
export async function openTestService(options: Partial<ServiceOptions> = {}): Promise<TestService> {
  const lines: string[] = [];
  const errors: unknown[] = [];
  const store = options.store ?? (await openEmbeddedStore(null));
  const service = await createService({
    masterKey: testMasterKey,
    sources: fakeSources(),
    answerContext: fakeEngine().answer,
    buildBasemap: async () => ({ type: "FeatureCollection", features: [] }),
    baseUrl: testBase,
    hosts: ["localhost:8787"],
    writeLine: (line) => lines.push(line),
    writeError: (error) => errors.push(error),
    ...options,
    store,
  });
  const key = await service.localKey();
  const call: TestService["call"] = (path, init = {}) => {
    const headers = new Headers(init.headers);
    if (!headers.has("authorization")) headers.set("authorization", `Bearer ${key}`);
    return service.handle(new Request(new URL(path, testBase), { ...init, headers }));
  };
  return {
    ...service,
    key,
    store,
    lines,
    errors,
    call,
    context: (body = smallBody, headers = {}) =>
      call("/v1/context", {
        method: "POST",
        body: typeof body === "string" ? body : JSON.stringify(body),
        headers: { "content-type": "application/json", ...headers },
      }),
    account: async () => (await call("/v1/account")).json(),
  };
}

/** Forgets every account: opening a service anew takes milliseconds, opening a database seconds. */
export async function clearStore(store: Store): Promise<void> {
  await store.run("truncate accounts cascade");
}
