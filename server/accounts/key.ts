import { createHash, randomInt, timingSafeEqual } from "node:crypto";
import { failure } from "../../shared/errors.ts";
import { says } from "../../shared/sentences.ts";

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const prefix = "ctx_";
/** 40 characters of 62: 238 bits, beyond guessing and beyond any need for a slow hash. */
const randomLength = 40;

/** A new API key: `ctx_` and 40 random letters and digits. */
export function newKey(): string {
  let text = prefix;
  for (let i = 0; i < randomLength; i++) text += alphabet[randomInt(alphabet.length)];
  return text;
}

/** What a page shows before anybody asked to see the key. */
export const maskKey = (key: string) => `${prefix}${"•".repeat(12)}${key.slice(-4)}`;

/** How keys and other secrets are looked up without being stored. */
export const sha256 = (text: string) => createHash("sha256").update(text, "utf8").digest("hex");

/** Compares two hashes without telling by its duration where they differ. */
export function sameHash(one: string, other: string): boolean {
  const a = Buffer.from(one, "hex");
  const b = Buffer.from(other, "hex");
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The key in an `Authorization` header. Throws `no-key` or `bad-key`, with the reason in words, never the key. */
export function bearerKey(header: string | null): string {
  const value = header?.trim() ?? "";
  const [scheme, ...rest] = value.split(" ");
  const key = rest.join(" ").trim();
  if (value === "" || (scheme.toLowerCase() === "bearer" && key === ""))
    throw failure("no-key", says("bearer-missing"), { next: says("next-send-key") });
  if (scheme.toLowerCase() !== "bearer") throw failure("bad-key", says("bearer-scheme"));
  if (/\s/.test(key)) throw failure("bad-key", says("bearer-space"));
  if (key.length > 200) throw failure("bad-key", says("bearer-long"));
  return key;
}
