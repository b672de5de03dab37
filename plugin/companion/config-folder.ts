import { homedir } from "node:os";
import { join } from "node:path";

/** Where this user's settings live. `CONTEXTILE_CONFIG_DIR` overrides it. */
export function configFolder(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  if (env.CONTEXTILE_CONFIG_DIR) return env.CONTEXTILE_CONFIG_DIR;
  if (platform === "win32" && env.APPDATA) return join(env.APPDATA, "Contextile");
  if (platform === "darwin") return join(homedir(), "Library", "Application Support", "Contextile");
  return join(env.XDG_CONFIG_HOME || join(homedir(), ".config"), "contextile");
}
