import { mcp } from "./commands/mcp.ts";
import { serve } from "./commands/serve.ts";
import { start } from "./commands/start.ts";
import { sayError } from "./say-error.ts";

/** Where the program lives: its built panel, its sample town. */
export interface Program {
  root: string;
  version: string;
}

/** Put in by the build, from package.json. */
declare const __CONTEXTILE_VERSION__: string;

type Command = (args: string[], program: Program) => Promise<number>;

const commands: Record<string, { run: Command; help: string }> = {
  start: {
    run: start,
    help: "start the service and the panel on this machine and print the address to open",
  },
  serve: { run: serve, help: "start the service alone" },
  mcp: { run: mcp, help: "speak MCP on standard input and output, for agents" },
};

/** The command line. Resolves to the exit code when the command has ended. */
export async function main(argv: string[], { root }: { root: string }): Promise<number> {
  const program: Program = { root, version: __CONTEXTILE_VERSION__ };
  const [name = "help", ...args] = argv;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command !== undefined) {
    try {
      return await command.run(args, program);
    } catch (thrown) {
      console.error(`contextile: ${sayError(thrown)}`);
      return 1;
    }
  }
  const lines = Object.entries(commands).map(([key, { help }]) => `  contextile ${key.padEnd(6)} ${help}`);
  console.log(["Usage:", ...lines, "", "Options of each command: contextile <command> --help"].join("\n"));
  return name === "help" || name === "--help" ? 0 : 2;
}
