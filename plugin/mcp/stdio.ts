import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import type { McpContext } from "./context.ts";
import { createMcpServer } from "./server.ts";

/** Serves MCP on standard input and output until the client closes its end. Nothing else may print on stdout. */
export async function serveStdio(context: McpContext, version: string): Promise<void> {
  const server = createMcpServer(context, version);
  const ended = new Promise<void>((resolve) => {
    server.onclose = resolve;
    // The SDK's transport does not watch for the end of input; without this an orphan would stay for ever.
    process.stdin.once("end", resolve);
    process.stdin.once("close", resolve);
  });
  await server.connect(new StdioServerTransport());
  await ended;
  await server.close();
}
