import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, sep } from "node:path";
import { commonHeaders, Refusal, requireMethod } from "./http-answers.ts";

const text = "; charset=utf-8";
const mimeTypes: Readonly<Record<string, string>> = {
  ".html": `text/html${text}`,
  ".js": `text/javascript${text}`,
  ".mjs": `text/javascript${text}`,
  ".css": `text/css${text}`,
  ".json": `application/json${text}`,
  ".map": `application/json${text}`,
  ".webmanifest": `application/manifest+json${text}`,
  ".txt": `text/plain${text}`,
  ".svg": `image/svg+xml${text}`,
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
  ".glb": "model/gltf-binary",
  ".pbf": "application/x-protobuf",
};

/** What the page may load: itself. `mapOrigins`: origins of an online map style that the user chose. */
export function contentSecurityPolicy(mapOrigins: readonly string[] = []): string {
  const also = mapOrigins.map((origin) => ` ${new URL(origin).origin}`).join("");
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    `connect-src 'self'${also}`,
    `img-src 'self' data: blob:${also}`,
    "style-src 'self'",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** Sends one file of the built panel. Throws a Refusal: 404 for what is not a file inside the folder. */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  folder: string,
  path: string,
  policy: string,
): Promise<void> {
  const file = await findFile(folder, path);
  requireMethod(request, "GET", "HEAD");
  response.writeHead(200, {
    ...commonHeaders,
    "cache-control": "no-cache",
    "content-security-policy": policy,
    "content-type": mimeTypes[extname(file.path).toLowerCase()] ?? "application/octet-stream",
    "content-length": file.bytes,
  });
  if (request.method === "HEAD") response.end();
  else
    createReadStream(file.path)
      .on("error", () => response.destroy())
      .pipe(response);
}

async function findFile(folder: string, path: string): Promise<{ path: string; bytes: number }> {
  const notFound = new Refusal(404, "bad-message", "There is no such file.");
  const segments = pathSegments(path);
  if (segments === null) throw notFound;
  try {
    const root = await realpath(folder);
    const found = await realpath(join(root, ...(path === "/" ? ["index.html"] : segments)));
    const facts = await stat(found);
    if (found.startsWith(root + sep) && facts.isFile()) return { path: found, bytes: facts.size };
  } catch {
    // Whatever is wrong with the path, the answer is the same.
  }
  throw notFound;
}

/** Decoded once; null for anything that could mean another place. */
function pathSegments(path: string): string[] | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return null;
  }
  if (path === "/") return [];
  const segments = decoded.slice(1).split("/");
  const isOdd = (segment: string) => segment === "" || segment.startsWith(".") || /[\\\0:]/.test(segment);
  return segments.some(isOdd) ? null : segments;
}
