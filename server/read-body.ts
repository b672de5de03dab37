import { says } from "../shared/sentences.ts";
import { refuse } from "./refusal.ts";

/** Nothing this service is sent is larger: 5,000 corners are 200 kB. */
export const maxBodyBytes = 1_000_000;

/** The body of a request as text. Refuses what is too large before keeping it. */
export async function readBody(request: Request, limitBytes = maxBodyBytes): Promise<string> {
  if (Number(request.headers.get("content-length") ?? 0) > limitBytes) refuseSize(limitBytes);
  if (!request.body) return "";
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes += part.value.length;
    if (bytes > limitBytes) {
      await reader.cancel();
      refuseSize(limitBytes);
    }
    chunks.push(part.value);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function refuseSize(limitBytes: number): never {
  refuse("too-big", says("request-too-long", { kb: limitBytes / 1000 }), { next: says("next-send-less") });
}
