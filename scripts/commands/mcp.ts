import { join } from "node:path";
import { configFolder } from "../../plugin/companion/config-folder.ts";
import { createMcpContext } from "../../plugin/mcp/create-context.ts";
import { serveStdio } from "../../plugin/mcp/stdio.ts";
import { loadRhinoInNode } from "../../shared/exports/3dm/load-node.ts";
import { exportFormats } from "../../shared/exports/formats.ts";
import { readValues, refuse } from "../command-line.ts";
import type { Program } from "../main.ts";

const help = `Speaks MCP on standard input and output. Options:
  --service URL      the service (default: CONTEXTILE_SERVICE_URL, else https://api.cityweft.com)
  --out DIR          where export_scene writes (default: contextile-exports in the working folder)
Environment: CONTEXTILE_API_KEY, or the key entered in the panel of "contextile start".`;

/** For agents. A person who runs it by hand is told what it waits for, on stderr. */
export async function mcp(args: string[], program: Program): Promise<number> {
  const values = readValues(args, {
    service: { type: "string" },
    out: { type: "string" },
    help: { type: "boolean", default: false },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const serviceUrl = (
    values.service ??
    process.env.CONTEXTILE_SERVICE_URL ??
    "https://api.cityweft.com"
  ).replace(/\/$/, "");
  if (!/^https?:\/\//.test(serviceUrl)) refuse(`"${serviceUrl}" is not the address of a service.`);
  const context = await createMcpContext({
    serviceUrl,
    configFolder: configFolder(),
    exportFolder: values.out ?? join(process.cwd(), "contextile-exports"),
    formats: exportFormats(loadRhinoInNode),
    version: program.version,
    env: process.env,
  });
  if (process.stdin.isTTY)
    console.error("contextile mcp: waiting for an MCP client on standard input; Ctrl-C ends it.");
  await serveStdio(context, program.version);
  return 0;
}
