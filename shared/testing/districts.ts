import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const folder = resolve(dirname(fileURLToPath(import.meta.url)), "../../../shared/data");

/**
 * Path of a real district beside the checkout, or null where it is absent (users do not have the folder).
 * Prints why it is skipped, so that a green run never hides it.
 */
export function districtPath(fileName: string): string | null {
  const path = join(folder, fileName);
  if (existsSync(path)) return path;
  console.log(`skipped: district ${fileName} is not beside the checkout`);
  return null;
}
