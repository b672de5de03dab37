import { createHash, randomInt, timingSafeEqual } from "node:crypto";
import { ContextileError } from "../../shared/errors.ts";

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
    throw new ContextileError("no-key", "The request carries no API key.", {
      next: "Enter your API key; a program sends it as the header “Authorization: Bearer <key>”.",
    });
  if (scheme.toLowerCase() !== "bearer")
    throw new ContextileError("bad-key", "The Authorization header is not of the kind “Bearer <key>”.");
  if (/\s/.test(key))
    throw new ContextileError("bad-key", "The API key contains a space; it was probably copied in pieces.");
  if (key.length > 200) throw new ContextileError("bad-key", "This is not an API key: it is too long.");
  return key;
}
