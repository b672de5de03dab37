/**
 * The host's end of a hand-over: collects chunks, checks every hash, and calls `insert` once with the whole. One at a
 * time per document, whoever sends; what falls silent is dropped; a repeated commit gets the same receipt.
 */

import { ContextileError, failure, toContextileError } from "../errors.ts";
import type { HandoffFormat, HandoffHeader, HandoffReceipt, HostHandoff } from "../scene/handoff.ts";
import { says } from "../sentences.ts";
import { fromBase64 } from "./base64.ts";
import { ChunkBuffer } from "./chunk-buffer.ts";
import type { BridgeHandlers, RequestContext } from "./host-endpoint.ts";
import { sha256Hex } from "./sha256.ts";

export interface HandoffReceiverOptions {
  formats: readonly HandoffFormat[];
  /** Puts the whole into the document, all or nothing. Aborted signal: undo and throw `cancelled`. */
  insert(handoff: HostHandoff, context: RequestContext): Promise<HandoffReceipt>;
  /** Largest hand-over, bytes. */
  maxBytes?: number;
  /** An open hand-over that hears nothing for so long is dropped, ms. */
  idleMs?: number;
  /** False: whoever opened the hand-over is gone, so another may begin. Default: it is there until it falls silent. */
  isPresent?(owner: string): boolean;
}

export interface HandoffReceiver {
  /** `owner` names a session. Throws `host-busy` while another hand-over is open, `too-big`, `bad-message`. */
  begin(header: HandoffHeader, owner: string): { handoffId: string };
  /** Number of different chunks held. Throws `bad-message`; `data.reason` "hash" where sending again may help. */
  chunk(handoffId: string, seq: number, sha256: string, bytes: Uint8Array): Promise<{ received: number }>;
  commit(handoffId: string, context: RequestContext): Promise<HandoffReceipt>;
  abort(handoffId: string): void;
  /** Drops what this owner has open; an insert that runs is left to end. */
  release(owner: string): void;
  /** The four handlers for `serveBridge`. */
  handlers(
    owner: string,
  ): Pick<BridgeHandlers, "handoff.begin" | "handoff.chunk" | "handoff.commit" | "handoff.abort">;
}

interface Open {
  header: HandoffHeader;
  owner: string;
  buffer: ChunkBuffer;
  inserting: { controller: AbortController; receipt: Promise<HandoffReceipt> } | null;
  idle: ReturnType<typeof setTimeout> | undefined;
}

const defaultMaxBytes = 512 * 1024 * 1024;
const defaultIdleMs = 5 * 60_000;
const remembered = 16;

export function createHandoffReceiver(options: HandoffReceiverOptions): HandoffReceiver {
  return new Receiver(options);
}

class Receiver implements HandoffReceiver {
  readonly #options: HandoffReceiverOptions;
  readonly #receipts = new Map<string, HandoffReceipt>();
  /** Abort may overtake begin; a hand-over nobody wants must not keep the document busy. */
  readonly #unwanted = new Set<string>();
  /** Those whose begin has come: their abort has overtaken nothing, and the same id may be tried again. */
  readonly #begun = new Set<string>();
  #open: Open | null = null;

  constructor(options: HandoffReceiverOptions) {
    this.#options = options;
  }

  begin(header: HandoffHeader, owner: string): { handoffId: string } {
    const { handoffId } = header;
    if (this.#open && this.#isSame(this.#open, header)) return { handoffId };
    if (this.#unwanted.delete(handoffId)) throw failure("cancelled", says("cancelled"));
    remember(this.#begun, handoffId);
    this.#makeRoom();
    if (!this.#options.formats.includes(header.format))
      throw new ContextileError("bad-message", `This host does not take "${header.format}".`);
    const maxBytes = this.#options.maxBytes ?? defaultMaxBytes;
    if (header.totalBytes > maxBytes || header.totalChunks > header.totalBytes)
      throw failure("too-big", says("host-takes-less", { bytes: header.totalBytes, most: maxBytes }));
    this.#receipts.delete(handoffId);
    this.#open = { header, owner, buffer: new ChunkBuffer(header), inserting: null, idle: undefined };
    this.#touch(this.#open);
    return { handoffId };
  }

  async chunk(
    handoffId: string,
    seq: number,
    sha256: string,
    bytes: Uint8Array,
  ): Promise<{ received: number }> {
    const open = this.#find(handoffId);
    this.#touch(open);
    if ((await sha256Hex(bytes)) !== sha256)
      throw new ContextileError("bad-message", `Chunk ${seq} was damaged on its way.`, {
        data: { reason: "hash" },
      });
    // Hashing takes a moment, in which an abort may have come.
    this.#find(handoffId);
    if (!open.inserting) open.buffer.put(seq, sha256, bytes);
    return { received: open.buffer.received };
  }

  commit(handoffId: string, context: RequestContext): Promise<HandoffReceipt> {
    const kept = this.#receipts.get(handoffId);
    if (kept) return Promise.resolve(kept);
    const open = this.#find(handoffId);
    open.inserting ??= this.#startInsert(open, context);
    const { controller, receipt } = open.inserting;
    if (context.signal.aborted) controller.abort();
    context.signal.addEventListener("abort", () => controller.abort());
    return receipt;
  }

  abort(handoffId: string): void {
    if (!this.#begun.has(handoffId)) remember(this.#unwanted, handoffId);
    if (this.#open?.header.handoffId !== handoffId) return;
    if (this.#open.inserting) this.#open.inserting.controller.abort();
    else this.#close();
  }

  release(owner: string): void {
    if (this.#open?.owner === owner && !this.#open.inserting) this.#close();
  }

  handlers(owner: string): ReturnType<HandoffReceiver["handlers"]> {
    return {
      "handoff.begin": (header) => this.begin(header, owner),
      "handoff.chunk": ({ handoffId, seq, sha256, base64 }) =>
        this.chunk(handoffId, seq, sha256, fromBase64(base64)),
      "handoff.commit": ({ handoffId }, context) => this.commit(handoffId, context),
      "handoff.abort": ({ handoffId }) => {
        this.abort(handoffId);
        return {};
      },
    };
  }

  #isSame(open: Open, header: HandoffHeader): boolean {
    const { handoffId, sha256, totalBytes, totalChunks } = open.header;
    return (
      handoffId === header.handoffId &&
      sha256 === header.sha256 &&
      totalBytes === header.totalBytes &&
      totalChunks === header.totalChunks
    );
  }

  #makeRoom(): void {
    if (!this.#open) return;
    if (!this.#open.inserting && this.#options.isPresent?.(this.#open.owner) === false) {
      this.#close();
      return;
    }
    throw failure("host-busy", says("host-inserts-already", { name: this.#open.header.name }));
  }

  #find(handoffId: string): Open {
    if (this.#open?.header.handoffId === handoffId) return this.#open;
    throw failure("bad-message", says("handoff-closed"), {
      data: { reason: "handoff" },
      next: says("next-insert-again"),
    });
  }

  #startInsert(open: Open, context: RequestContext): NonNullable<Open["inserting"]> {
    clearTimeout(open.idle);
    const controller = new AbortController();
    const receipt = this.#insert(open, { signal: controller.signal, progress: context.progress }).finally(
      () => this.#close(),
    );
    return { controller, receipt };
  }

  async #insert({ header, buffer }: Open, context: RequestContext): Promise<HandoffReceipt> {
    if (!buffer.complete)
      throw new ContextileError(
        "bad-message",
        `Only ${buffer.received} of ${header.totalChunks} chunks arrived.`,
      );
    if ((await sha256Hex(buffer.bytes)) !== header.sha256)
      throw new ContextileError("bad-message", "The hand-over was damaged on its way.");
    if (context.signal.aborted) throw failure("cancelled", says("cancelled"));
    try {
      const receipt = await this.#options.insert({ header, bytes: buffer.bytes }, context);
      this.#keep(receipt);
      return receipt;
    } catch (thrown) {
      throw toContextileError(thrown);
    }
  }

  #keep(receipt: HandoffReceipt): void {
    this.#receipts.set(receipt.handoffId, receipt);
    dropOldest(this.#receipts);
  }

  #touch(open: Open): void {
    clearTimeout(open.idle);
    if (open.inserting) return;
    open.idle = setTimeout(() => {
      if (this.#open === open) this.#close();
    }, this.#options.idleMs ?? defaultIdleMs);
  }

  #close(): void {
    clearTimeout(this.#open?.idle);
    this.#open = null;
  }
}

function remember(ids: Set<string>, id: string): void {
  ids.add(id);
  dropOldest(ids);
}

function dropOldest(list: Set<string> | Map<string, unknown>): void {
  for (const oldest of list.keys()) {
    if (list.size <= remembered) break;
    list.delete(oldest);
  }
}
