import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { says } from "../../shared/sentences.ts";
import type { Basemap, BuildBasemap, Call, ServiceParts } from "../call.ts";
import { refuse } from "../refusal.ts";
import type { MapSource } from "../sources/map-source.ts";

const compress = promisify(gzip);

/** `GET /v1/basemap`: made once, kept compressed, and not sent again to a client that has it. No key. */
export async function basemapRoute(call: Call, parts: ServiceParts): Promise<Response> {
  const basemap = await parts.basemap();
  if (!basemap) refuse("bad-request", says("basemap-none"), { status: 404, next: says("next-online-style") });
  const headers = { etag: basemap.etag, "cache-control": "no-cache", vary: "accept-encoding" };
  const known = call.request.headers.get("if-none-match") ?? "";
  if (known.split(",").some((tag) => tag.trim().replace(/^W\//, "") === basemap.etag))
    return new Response(null, { status: 304, headers });
  const zipped = acceptsGzip(call.request);
  return new Response(zipped ? basemap.gzip : basemap.plain, {
    headers: {
      ...headers,
      "content-type": "application/geo+json; charset=utf-8",
      ...(zipped ? { "content-encoding": "gzip" } : {}),
    },
  });
}

/** `gzip` named and not forbidden with `q=0`. */
export function acceptsGzip(request: Request): boolean {
  const accepted = (request.headers.get("accept-encoding") ?? "").split(",").map((part) => part.trim());
  return accepted.some((part) => /^(gzip|\*)(\s*;|$)/i.test(part) && !/;\s*q=0(\.0*)?\s*$/i.test(part));
}

/** Builds at the first call and shares the result; a failed try is not kept. */
export function createBasemapCache(source: MapSource, build: BuildBasemap): () => Promise<Basemap | null> {
  let kept: Promise<Basemap | null> | null = null;
  return () => {
    kept ??= make(source, build).catch((error: unknown) => {
      kept = null;
      throw error;
    });
    return kept;
  };
}

async function make(source: MapSource, build: BuildBasemap): Promise<Basemap | null> {
  const { coverage, withoutBasemap } = source.info();
  if (!coverage || withoutBasemap) return null;
  const plain = new TextEncoder().encode(JSON.stringify(await build(source, coverage)));
  const etag = `"${createHash("sha256").update(plain).digest("hex").slice(0, 32)}"`;
  return { plain, gzip: new Uint8Array(await compress(plain)), etag };
}
