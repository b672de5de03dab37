import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { mkdir, open, readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Encrypts what has to be shown again later (API keys) with a key that is not in the database: a copied database
 * alone opens nothing. AES-256-GCM; `context` binds a value to its owner, so that rows cannot be swapped.
 */
export interface SecretBox {
  seal(text: string, context: string): string;
  /** Throws when the value was changed, belongs to another context, or was sealed with another key file. */
  open(sealed: string, context: string): string;
  /** A value that only this service can make: CSRF tokens. Hexadecimal. */
  sign(text: string): string;
}

const ivBytes = 12;
const tagBytes = 16;

/** `masterKey`: 32 bytes. */
export function createSecretBox(masterKey: Buffer): SecretBox {
  if (masterKey.length !== 32) throw new Error("The secret of the service must have 32 bytes.");
  // Two uses, two keys: the master key itself encrypts and signs nothing.
  const sealingKey = createHmac("sha256", masterKey).update("seal").digest();
  const signingKey = createHmac("sha256", masterKey).update("sign").digest();
  return {
    seal(text, context) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv("aes-256-gcm", sealingKey, iv).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64");
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed, "base64");
      const decipher = createDecipheriv("aes-256-gcm", sealingKey, bytes.subarray(0, ivBytes), {
        authTagLength: tagBytes,
      });
      decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
      return decipher.update(bytes.subarray(ivBytes + tagBytes), undefined, "utf8") + decipher.final("utf8");
    },
    sign: (text) => createHmac("sha256", signingKey).update(text).digest("hex"),
  };
}

/**
 * The service's secret: made at the first start as `secret.key` (readable by its owner alone) in the data folder.
 * Several processes on one database share a copy of the file. Lost, every key has to be re-issued.
 */
export async function openMasterKey(dataFolder: string): Promise<Buffer> {
  await mkdir(dataFolder, { recursive: true });
  const path = join(dataFolder, "secret.key");
  try {
    const file = await open(path, "wx", 0o600);
    const secret = randomBytes(32);
    await file.writeFile(`${secret.toString("base64")}\n`);
    await file.close();
    return secret;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  const secret = Buffer.from((await readFile(path, "utf8")).trim(), "base64");
  if (secret.length !== 32)
    throw new Error(`${path} is damaged. Put its backup back, or delete it and re-issue the keys.`);
  return secret;
}
