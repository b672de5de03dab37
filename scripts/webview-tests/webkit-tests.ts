import { readFileSync } from "node:fs";
import { type Checks, holds, same } from "../host-tests/checks.ts";
import type { TestPage } from "./build-page.ts";
import { checkReceived, checkReport, startStandIn } from "./rhino-stand-in.ts";

/** The bridge in WebKitGTK with Eto's shim: the stand-in for Rhino on macOS. */
export async function testWebkit(checks: Checks, page: TestPage): Promise<void> {
  const { program, received } = await startStandIn("webkit", page.folder);
  await checks.run(
    "WebKitGTK: the bridge page speaks every message and hands over 5 MB through window.eto",
    async () => {
      for (let title = ""; title !== "done" && title !== "failed"; title = await program.waitFor("TITLE"))
        if (title === "inserted") program.say("theme light");
      program.say(`eval ${JSON.stringify("JSON.stringify(window.bridgeReport)")}`);
      const report = JSON.parse(await program.waitFor("RESULT"));
      checkReport(report, page.model);
      console.log(
        `        ${(page.model.bytes.length / 1e6).toFixed(1)} MB in ${report.seconds.toFixed(1)} s`,
      );
    },
  );
  await checks.run("WebKitGTK: the model arrives byte for byte and opens with the same objects", () =>
    checkReceived(received, page.model),
  );
  await checks.run("WebKitGTK: the insert is one closed undo step", async () => {
    program.say("document");
    same(
      JSON.parse(await program.waitFor("DOCUMENT")),
      { objects: 5, undo: ["Insert Webview test"], open: 0 },
      "document",
    );
  });
  await checks.run("WebKitGTK: the page cannot lead the window away from the panel", async () => {
    const script =
      "location.href='https://evil.example/';setTimeout(function(){document.title='still here'},300);1";
    program.say(`eval ${JSON.stringify(script)}`);
    same(await program.waitFor("TITLE", 10_000), "still here", "title");
  });
  await checks.run("WebKitGTK: closing the window ends the host", async () => {
    await program.stop();
    await program.waitFor("GONE", 1000);
  });
}

/** The real panel in the same window, up to its first step. */
export async function testRealPanel(checks: Checks, panel: string, picture: string): Promise<void> {
  const { program } = await startStandIn("webkit", panel);
  await checks.run("WebKitGTK: the real panel comes up and greets the host through window.eto", async () => {
    const seen = await untilVisible(program);
    holds(seen.text.length > 20, `the panel shows nothing: ${JSON.stringify(seen)}`);
    same(seen.throughWebview, true, "receiver of the webview");
    program.say(`picture ${picture}`);
    await program.waitFor("PICTURE");
    holds(readFileSync(picture).length > 5000, "the picture is empty");
    console.log(`        ${picture}`);
    console.log(`        ${seen.text.replace(/\s+/g, " ").slice(0, 160)}`);
  });
  await program.stop();
}

interface Seen {
  text: string;
  buttons: number;
  throughWebview: boolean;
}

async function untilVisible(program: Awaited<ReturnType<typeof startStandIn>>["program"]): Promise<Seen> {
  const script =
    "JSON.stringify({text:document.body.innerText,buttons:document.querySelectorAll('button').length,throughWebview:typeof window.__contextileReceive==='function'})";
  const until = Date.now() + 60_000;
  for (;;) {
    program.say(`eval ${JSON.stringify(script)}`);
    const seen: Seen = JSON.parse(await program.waitFor("RESULT"));
    if ((seen.buttons > 0 && seen.throughWebview) || Date.now() > until) {
      // One more look after fonts and map have settled.
      await new Promise((resolve) => setTimeout(resolve, 3000));
      return seen;
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}
