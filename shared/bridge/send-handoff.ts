/**
 * Sends a hand-over: cut into numbered chunks, each with its hash and its acknowledgement, then committed. A chunk
 * whose acknowledgement is lost goes again, because repeats are harmless. Any failure tells the host to forget it.
 */

import { ContextileError, failure, isContextileError, toContextileError } from "../errors.ts";
import type { HandoffHeader, HandoffReceipt, HostHandoff } from "../scene/handoff.ts";
import { says } from "../sentences.ts";
import { toBase64 } from "./base64.ts";
import { cancelled } from "./pending.ts";
import { defaultChunkBytes, type HostProfile } from "./protocol.ts";
import type { Session } from "./session.ts";
import { sha256Hex } from "./sha256.ts";

export interface SendHandoffOptions {
  signal?: AbortSignal;
  /** `fraction` 0..1 or null when unknown; `placing` once all bytes are there and the host builds. `bytes` sent so far. */
  onProgress?: (part: "sending" | "placing", fraction: number | null, bytes: number, phase: string) => void;
  /** Longest silence of the host for one chunk, ms. */
  chunkTimeoutMs?: number;
}

const attempts = 4;
const retryPauseMs = 250;
const chunkTimeoutMs = 45_000;
const abortTimeoutMs = 5_000;

/**
 * `totalBytes`, `totalChunks` and `sha256` of the header are computed here; what the caller put there is not used.
 * Rejects with ContextileError: `cancelled`, `host-gone`, `host-busy`, or what the host says. After `cancelled` the host has
 * nothing half-inserted; an insert that was finished at that very moment resolves with its receipt instead.
 */
export async function sendHandoff(
  session: Session,
  profile: HostProfile,
  handoff: HostHandoff,
  options: SendHandoffOptions = {},
): Promise<HandoffReceipt> {
  if (!profile.formats.includes(handoff.header.format))
    throw failure("host-failed", says("host-takes-not", { format: handoff.header.format }));
  const chunkBytes = Math.min(defaultChunkBytes, profile.maxChunkBytes);
  const header = await completeHeader(handoff, chunkBytes);
  try {
    return await transfer(session, profile, { header, bytes: handoff.bytes }, chunkBytes, options);
  } catch (thrown) {
    tellAbort(session, header.handoffId);
    throw toContextileError(thrown);
  }
}

async function completeHeader({ header, bytes }: HostHandoff, chunkBytes: number): Promise<HandoffHeader> {
  if (bytes.length === 0) throw new ContextileError("internal", "The hand-over is empty.");
  const totalChunks = Math.ceil(bytes.length / chunkBytes);
  return { ...header, totalBytes: bytes.length, totalChunks, sha256: await sha256Hex(bytes) };
}

async function transfer(
  session: Session,
  profile: HostProfile,
  { header, bytes }: HostHandoff,
  chunkBytes: number,
  options: SendHandoffOptions,
): Promise<HandoffReceipt> {
  const { signal, onProgress } = options;
  onProgress?.("sending", 0, 0, "begin");
  const { handoffId } = await session.request("handoff.begin", header, { signal });
  for (let seq = 0; seq < header.totalChunks; seq++) {
    const chunk = bytes.subarray(seq * chunkBytes, (seq + 1) * chunkBytes);
    await sendWithRetry(() => sendChunk(session, profile, handoffId, seq, chunk, options), signal);
    const sent = Math.min(bytes.length, (seq + 1) * chunkBytes);
    onProgress?.("sending", sent / bytes.length, sent, "chunk");
  }
  onProgress?.("placing", null, bytes.length, "commit");
  return session.request(
    "handoff.commit",
    { handoffId },
    {
      signal,
      onProgress: ({ phase, fraction }) => onProgress?.("placing", fraction, bytes.length, phase),
    },
  );
}

async function sendChunk(
  session: Session,
  profile: HostProfile,
  handoffId: string,
  seq: number,
  chunk: Uint8Array,
  options: SendHandoffOptions,
): Promise<void> {
  const sha256 = await sha256Hex(chunk);
  const timeoutMs = options.chunkTimeoutMs ?? chunkTimeoutMs;
  const { signal } = options;
  if (profile.bulkUrl !== null && session.sendBulk) {
    await session.sendBulk(profile.bulkUrl, handoffId, seq, sha256, chunk, { signal, timeoutMs });
    return;
  }
  const base64 = toBase64(chunk);
  await session.request("handoff.chunk", { handoffId, seq, sha256, base64 }, { signal, timeoutMs });
}

/** Again after silence and after bytes that were damaged on the way; anything else is the host's decision. */
async function sendWithRetry(send: () => Promise<void>, signal?: AbortSignal): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    if (signal?.aborted) throw cancelled();
    try {
      return await send();
    } catch (thrown) {
      if (attempt === attempts || !mayRepeat(thrown)) throw thrown;
    }
    await new Promise((resolve) => setTimeout(resolve, retryPauseMs * attempt));
  }
}

function mayRepeat(thrown: unknown): boolean {
  if (!isContextileError(thrown)) return false;
  return thrown.code === "timeout" || (thrown.code === "bad-message" && thrown.data.reason === "hash");
}

/** Not awaited: the user should not wait for a host that may be gone; the host drops what stays silent anyway. */
function tellAbort(session: Session, handoffId: string): void {
  session.request("handoff.abort", { handoffId }, { timeoutMs: abortTimeoutMs }).catch(() => {});
}
