import type { z } from "zod";
import type { McpContext } from "./context.ts";

/** One running call: stop when `signal` fires; `progress` reaches the client when it asked for it. */
export interface ToolCall {
  signal: AbortSignal;
  progress(fraction: number | null, message: string): void;
}

/** A file the client may read: large results travel by link, never inside the answer. */
export interface FileLink {
  path: string;
  name: string;
  mimeType: string;
}

export interface ToolAnswer<Output> {
  structured: Output;
  /** PNG, at most 700 KB. */
  image?: Uint8Array;
  links?: FileLink[];
}

/**
 * A tool as this product knows it; `server.ts` alone translates to the SDK. Schemas are strict objects without
 * tuples, `any` or nullable at the top (those are not portable between model providers).
 */
export interface Tool<Input extends z.ZodObject = z.ZodObject, Output extends z.ZodObject = z.ZodObject> {
  name: string;
  title: string;
  description: string;
  input: Input;
  output: Output;
  hints: { readOnly: boolean; idempotent: boolean; openWorld: boolean };
  run(input: z.infer<Input>, context: McpContext, call: ToolCall): Promise<ToolAnswer<z.infer<Output>>>;
}

/** Keeps each tool's own types while it is written, and gives the table one type. */
export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  tool: Tool<Input, Output>,
): Tool {
  const run: Tool["run"] = (input, context, call) => tool.run(tool.input.parse(input), context, call);
  return { ...tool, run };
}
