import { join } from "node:path";
import { makeFilesInThread } from "../../plugin/companion/encode-thread.ts";
import { startCompanion } from "../../plugin/companion/start-companion.ts";
import { checkSources } from "../../server/open-sources.ts";
import { startService } from "../../server/serve.ts";
import { loadRhinoInNode } from "../../shared/exports/3dm/load-node.ts";
import { exportFormats } from "../../shared/exports/formats.ts";
import type { Program } from "../main.ts";
import { openBrowser } from "./open-browser.ts";
import { optionsHelp, readOptions } from "./options.ts";
import { untilStopped } from "./until-stopped.ts";

/** The whole product on one machine: service, panel, and a folder in place of a CAD document. */
export async function start(args: string[], program: Program): Promise<number> {
  const options = readOptions(args, program);
  if (options.help) {
    console.log(optionsHelp);
    return 0;
  }
  checkSources(options);
  const stopped = untilStopped();
  const service = await startService({ ...options, version: program.version });
  const formats = exportFormats(loadRhinoInNode);
  const companion = await startCompanion({
    port: options.panelPort,
    panelFolder: join(program.root, "dist", "panel"),
    serviceUrl: service.url,
    outputFolder: options.outputFolder,
    formats,
    makeFiles: makeFilesInThread(formats),
    version: program.version,
  }).catch(async (thrown) => {
    await service.close();
    throw thrown;
  });
  const opened = options.openBrowser && openBrowser(companion.url);
  console.log(`
  Open this address ${opened ? "(your browser should show it)" : "in a browser"}:
    ${companion.url}

  and paste this key:
    ${service.key}

  Keys, usage and billing: ${service.keysPageUrl}
  Models are written to:   ${options.outputFolder}
  Ctrl-C stops everything.
`);
  await stopped;
  await companion.close();
  await service.close();
  return 0;
}
