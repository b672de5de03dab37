import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

/** Builds a page as the panel is built, for the same old engines, and writes nothing; path → content. */
export async function buildPage(root: string, name: string): Promise<Map<string, string | Uint8Array>> {
  const files = new Map<string, string | Uint8Array>();
  const built = await build({
    root,
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      target: ["chrome87", "safari15"],
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 1500,
      rolldownOptions: { input: join(root, name) },
    },
  });
  for (const result of Array.isArray(built) ? built : [built])
    if ("output" in result)
      for (const file of result.output)
        files.set(`/${file.fileName}`, file.type === "chunk" ? file.code : file.source);
  return files;
}

/** The test page, from memory on a free port. */
export async function servePage(): Promise<{ url: string; close(): void }> {
  const files = await buildPage(dirname(fileURLToPath(import.meta.url)), "page.html");
  const server = createServer((request, response) => {
    const body = files.get(request.url ?? "");
    const type = (request.url ?? "").endsWith(".js") ? "text/javascript" : "text/html; charset=utf-8";
    response.writeHead(body === undefined ? 404 : 200, { "content-type": type }).end(body);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The test server has no port.");
  return { url: `http://127.0.0.1:${address.port}/page.html`, close: () => server.close() };
}
