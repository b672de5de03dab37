/** The service as `contextile serve` starts it, in a folder of its own, with area enough on its account, and one client. */
import { mkdtemp, rm } from "node:fs/promises";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import { openLocalAccount } from "../../server/accounts/accounts.ts";
import { createSecretBox, openMasterKey } from "../../server/accounts/secret-box.ts";
import { grant } from "../../server/billing/ledger.ts";
import { type StartOptions, startService } from "../../server/serve.ts";
import { openStore } from "../../server/store/open-store.ts";
import { answerMediaTypes } from "../../shared/contract/answer-format.ts";
import { contextPath } from "../../shared/contract/context-request.ts";
import { ContextileError, errorCodes } from "../../shared/errors.ts";

export interface PaidService {
  /** Posts a context request with the key. Throws the service's own sentence when it refuses. Default: an answer in JSON. */
  ask(body: unknown, accept?: string): Promise<Delivery>;
  close(): Promise<void>;
}

export interface Delivery {
  text: string;
  /** As they travelled, compressed. */
  wireBytes: number;
  firstByteMs: number;
  totalMs: number;
}

export async function startPaidService(options: Omit<StartOptions, "dataFolder">): Promise<PaidService> {
  const dataFolder = await mkdtemp(join(tmpdir(), "contextile-gate-"));
  await fillAccount(dataFolder);
  const rateLimit = { burst: 1e6, perSecond: 1e6 };
  // Of the person's own service nothing is used: neither its database nor its address.
  const apart = { databaseUrl: undefined, host: undefined, publicUrl: undefined, port: 0 };
  const service = await startService({ ...options, ...apart, dataFolder, rateLimit });
  return {
    ask: (body, accept = answerMediaTypes.json) =>
      post(`${service.url}${contextPath}`, JSON.stringify(body), {
        authorization: `Bearer ${service.key}`,
        accept,
      }),
    async close() {
      await service.close();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

/** Everybody's free square kilometre would not last for a city. */
async function fillAccount(dataFolder: string): Promise<void> {
  const store = await openStore({ dataFolder });
  const at = new Date();
  const box = createSecretBox(await openMasterKey(dataFolder));
  const { id } = await openLocalAccount(store, box, at);
  await grant(store, id, { kind: "bundle", m2: 1e12, reference: "gate", at });
  await store.close();
}

/**
 * Not `fetch`, which unpacks unseen: the bytes are counted as they come. A connection each: one that is kept would be
 * closed by the service while the judge is at work.
 */
function post(url: string, body: string, own: Record<string, string>): Promise<Delivery> {
  const headers = { ...own, "content-type": "application/json", "accept-encoding": "gzip" };
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const call = httpRequest(url, { method: "POST", headers, agent: false }, (response) => {
      receive(response, start).then(resolve, reject);
    });
    call.on("error", reject);
    call.end(body);
  });
}

async function receive(response: IncomingMessage, start: number): Promise<Delivery> {
  const chunks: Buffer[] = [];
  let firstByteMs = 0;
  for await (const chunk of response) {
    if (chunks.length === 0) firstByteMs = Math.round(performance.now() - start);
    chunks.push(chunk);
  }
  const totalMs = Math.round(performance.now() - start);
  const sent = Buffer.concat(chunks);
  const zipped = response.headers["content-encoding"] === "gzip";
  const text = (zipped ? gunzipSync(sent) : sent).toString("utf8");
  if (response.statusCode !== 200) throw refusalOf(text, response.statusCode);
  return { text, wireBytes: sent.length, firstByteMs, totalMs };
}

/** The service's own sentence and hint; the whole reply where it is not in the service's form. */
function refusalOf(text: string, status: number | undefined): Error {
  try {
    const { code, message, next } = refusalSchema.parse(JSON.parse(text));
    return new ContextileError(code, message, { next });
  } catch (cause) {
    return new Error(`The service refused (${status}): ${text}`, { cause });
  }
}

const refusalSchema = z.object({ code: z.enum(errorCodes), message: z.string(), next: z.string() });
