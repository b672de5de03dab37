import type { ServiceClient } from "../../shared/api/service-client.ts";
import type { ExportFormat } from "../../shared/exports/format.ts";
import type { HostDirectory } from "./host-directory.ts";
import type { SceneStore } from "./scene-store.ts";

/** What the tools work with; made once in `create-context.ts`, faked in tests. */
export interface McpContext {
  service: ServiceClient;
  /** Address for people, without credentials. */
  serviceUrl: string;
  /** Never the key: where it came from and its last four characters. */
  key: { present: boolean; last4: string; source: string };
  scenes: SceneStore;
  hosts: HostDirectory;
  formats: readonly ExportFormat[];
  /** Files are written here and nowhere else. */
  exportFolder: string;
  /** How long fetch_context waits before it answers "running", ms. */
  patienceMs: number;
}
