import { join } from "node:path";
import { makeFilesInThread } from "../../plugin/companion/encode-thread.ts";
import { startCompanion } from "../../plugin/companion/start-companion.ts";
import { loadRhinoInNode } from "../../shared/exports/3dm/load-node.ts";
import { exportFormats } from "../../shared/exports/formats.ts";
import type { Program } from "../main.ts";
import { openBrowser } from "./open-browser.ts";
import { withService } from "./with-service.ts";

/** The whole product on one machine: service, panel, and a folder in place of a CAD document. */
export function start(args: string[], program: Program): Promise<number> {
  return withService(args, program, async (service, options) => {
    const formats = exportFormats(loadRhinoInNode);
    const companion = await startCompanion({
      port: options.panelPort,
      panelFolder: join(program.root, "dist", "panel"),
      serviceUrl: service.url,
      outputFolder: options.outputFolder,
      formats,
      makeFiles: makeFilesInThread(formats),
      version: program.version,
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
    return companion.close;
  });
}
