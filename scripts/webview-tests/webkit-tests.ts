import { readFileSync } from "node:fs";
import { goodKey, startFakeService } from "../../panel/testing/fake-service.ts";
import { openRhino } from "../../shared/testing/open-rhino.ts";
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
    holds(!seen.text.includes("could not start"), seen.text);
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

/** The whole job in WebKitGTK: the page's own controls, pressed by scripts. */
export async function testWebkitMainJob(checks: Checks, panel: string, picture: string): Promise<void> {
  const service = await startFakeService();
  const { program, received } = await startStandIn("webkit", panel, ["--service", service.url]);
  await checks.run("WebKitGTK: the real panel goes from key to insert through window.eto", async () => {
    await until(program, "!!document.querySelector('#primary')");
    await act(program, "[...document.querySelectorAll('button')].find(b=>/^Key/.test(b.innerText)).click()");
    await until(program, "!!document.querySelector('input[type=password]')");
    await act(program, typeInto("input[type=password]", goodKey));
    await act(program, "document.querySelector('input[type=password]').form.requestSubmit()");
    await until(program, `document.body.innerText.includes('${goodKey.slice(-4)}')`);
    await act(program, "document.querySelector('#tab-area').click()");
    await until(program, "/0\\.12 km²/.test(document.querySelector('#area-km2').innerText)");
    await act(program, "document.querySelector('#tab-settings').click()");
    await act(program, "document.querySelector('#primary').click()");
    await until(program, "!!document.querySelector('#panel-preview:not([hidden]) .preview canvas')");
    // The picture comes before the model is whole; the button says when it is.
    await until(program, "/^Next: insert/.test(document.querySelector('#primary').innerText)");
    await act(program, "document.querySelector('#tab-insert').click()");
    await act(program, "document.querySelector('#primary').click()");
    await until(program, "!!document.querySelector('#receipt')");
    // The picture is of the screen: what the page says must be painted first.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    program.say(`picture ${picture}`);
    await program.waitFor("PICTURE");
    console.log(`        ${picture}`);
    same(service.purchases.length, 1, "purchases");
    // Every step once more with the model in hand: nothing that any of them paints may break the policy.
    for (const place of [
      "#tab-area",
      "#tab-settings",
      "#tab-preview",
      "#tab-insert",
      "#open-usage",
      "#open-key",
    ])
      await act(program, `document.querySelector('${place}').click()`);
    await until(program, "!!document.querySelector('input[type=password]')");
    same(
      JSON.parse(await act(program, "JSON.stringify(window.__refused)")),
      [],
      "policy violations and errors",
    );
    const { objects } = await openRhino(readFileSync(received));
    same(objects.filter(({ kind }) => kind === "block").length, 12, "trees in the file");
  });
  await program.stop();
  await service.stop();
}

type Program = Awaited<ReturnType<typeof startStandIn>>["program"];

/** Runs a script in the page and gives what it says, as text. */
async function act(program: Program, script: string): Promise<string> {
  program.say(`eval ${JSON.stringify(`String(${script})`)}`);
  return program.waitFor("RESULT", 10_000);
}

async function until(program: Program, condition: string, timeoutMs = 45_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while ((await act(program, condition)) !== "true") {
    if (Date.now() > end)
      throw new Error(`never true: ${condition}\n${await act(program, "document.body.innerText")}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** As a person types: through the element's own setter, so that the page's framework notices. */
function typeInto(selector: string, text: string): string {
  return `(function(){var e=document.querySelector('${selector}');Object.getOwnPropertyDescriptor(HTMLInputElement.prototype,'value').set.call(e,'${text}');e.dispatchEvent(new Event('input',{bubbles:true}))})()`;
}
