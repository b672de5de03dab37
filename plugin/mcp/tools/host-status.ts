import { z } from "zod";
import { defineTool } from "../tool.ts";

/** Which CAD programs can take a scene now, and what else is missing. */
export const hostStatus = defineTool({
  name: "host_status",
  title: "Which CAD programs are open",
  description:
    "Lists the open CAD programs with their document, and says which set-up step is missing. Free.",
  input: z.strictObject({}),
  output: z.strictObject({
    hosts: z.array(
      z.strictObject({
        host_id: z.string(),
        name: z.string(),
        version: z.string(),
        document: z.string(),
        can_import: z.boolean(),
        problem: z.string().describe("Empty when the host answers."),
      }),
    ),
    service: z.strictObject({ url: z.string(), reachable: z.boolean(), problem: z.string() }),
    key: z.strictObject({ present: z.boolean(), last4: z.string(), source: z.string() }),
    export_folder: z.string(),
    missing: z.array(z.string()).describe("What to do next, one sentence each; empty when all is set up."),
  }),
  hints: { readOnly: true, idempotent: true, openWorld: true },
  async run(_input, { hosts: directory, service, serviceUrl, key, exportFolder }) {
    const hosts = await directory.list();
    const problem = await service.info().then(
      () => "",
      (thrown: unknown) => (thrown instanceof Error ? thrown.message : "The service does not answer."),
    );
    const missing = [
      ...(key.present ? [] : ["Enter the API key in the panel, or set CONTEXTILE_API_KEY."]),
      ...(problem === "" ? [] : [`Check the service address ${serviceUrl}.`]),
      ...(hosts.some((host) => host.can_import)
        ? []
        : ["Open a CAD program and its Contextile panel to import; export_scene works without one."]),
    ];
    const state = { url: serviceUrl, reachable: problem === "", problem };
    return { structured: { hosts, service: state, key, export_folder: exportFolder, missing } };
  },
});
