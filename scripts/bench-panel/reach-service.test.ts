import { createServer, type RequestListener } from "node:http";
import { expect, test } from "vitest";
import { listen } from "./listen.ts";
import { reachService } from "./reach-service.ts";

async function withServer(answer: RequestListener, use: (url: string) => Promise<void>): Promise<void> {
  const { url, close } = await listen(createServer(answer));
  await use(url).finally(close);
}

test("a service that refuses is there", async () => {
  await withServer(
    (_, response) => response.writeHead(404).end("no"),
    async (url) => {
      await expect(reachService(url)).resolves.toBeUndefined();
    },
  );
});

test("one that says nothing, and one that is not there, are refused in a sentence with the host alone", async () => {
  let gone = "";
  await withServer(
    () => {},
    async (url) => {
      gone = url;
      await expect(reachService(`${url}/?key=secret`, 50)).rejects.toMatchObject({
        code: "bad-request",
        message: `No service answers at ${new URL(url).host}.`,
      });
    },
  );
  await expect(reachService(gone)).rejects.toThrow("No service answers at 127.0.0.1:");
});
