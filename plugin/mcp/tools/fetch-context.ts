import { z } from "zod";
import { ContextileError } from "../../../shared/errors.ts";
import { settingsSchema } from "../../../shared/settings/schema.ts";
import { areaInput, toArea } from "../area-input.ts";
import { costOf } from "../cost.ts";
import type { Order } from "../scene-store.ts";
import { summarise, summarySchema } from "../summary.ts";
import { defineTool, type ToolCall } from "../tool.ts";

/**
 * Buys an area. The agent states the most it accepts to pay, so nothing is spent by surprise; the same area and
 * settings are bought once, however often the call is repeated. A long fetch outlives the call's patience.
 */
export const fetchContext = defineTool({
  name: "fetch_context",
  title: "Fetch the 3D context of an area",
  description:
    "Fetches buildings, surfaces, barriers, trees and terrain of an area. Charged per km²: accept_km2 is the most you " +
    "accept to pay for. Asking again for the same area and settings is free. If state is running, call again with the " +
    "same arguments. The scene_id is valid until the server ends.",
  input: z.strictObject({
    area: areaInput,
    settings: settingsSchema
      .partial()
      .prefault({})
      .describe("Layers and defaults; leave out what should stay default."),
    accept_km2: z.number().min(0).describe("The most km² you accept to be charged; see estimate_context."),
  }),
  output: z.strictObject({
    state: z.enum(["ready", "running"]),
    scene_id: z.string(),
    already_fetched: z.boolean().describe("True: nothing new was bought."),
    progress: z.string(),
    summary: summarySchema.optional(),
  }),
  hints: { readOnly: false, idempotent: true, openWorld: true },
  async run(input, context, call) {
    const area = toArea(input.area);
    const settings = settingsSchema.parse(input.settings);
    const known = context.scenes.find(area, settings);
    if (known === null) {
      if (!context.key.present)
        throw new ContextileError("no-key", "No API key is set.", {
          next: "Ask the user to enter the key in the panel or to set CONTEXTILE_API_KEY for this server; never pass it as an argument.",
        });
      const { areaKm2 } = await costOf(area, context);
      if (areaKm2 > input.accept_km2)
        throw new ContextileError(
          "bad-request",
          `The area has ${areaKm2.toFixed(4)} km², more than accept_km2 allows.`,
          {
            next: `Ask the user, then call again with accept_km2 of at least ${areaKm2.toFixed(4)}.`,
          },
        );
    }
    const order = known ?? context.scenes.order(area, settings);
    const model = await waitFor(order, context.patienceMs, call);
    const state: "ready" | "running" = model === null ? "running" : "ready";
    return {
      structured: {
        state,
        scene_id: order.sceneId,
        already_fetched: known !== null,
        progress: model === null ? order.progress.message : "Done",
        summary: model === null ? undefined : summarise(model),
      },
    };
  },
});

/** The model, or null when patience ends first. A cancelled call cancels the fetch. */
async function waitFor(order: Order, patienceMs: number, call: ToolCall) {
  const stop = () => order.cancel();
  call.signal.addEventListener("abort", stop, { once: true });
  const ticker = setInterval(() => call.progress(order.progress.fraction, order.progress.message), 500);
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, patienceMs, null);
  });
  try {
    return await Promise.race([order.result, patience]);
  } finally {
    clearTimeout(timer);
    clearInterval(ticker);
    call.signal.removeEventListener("abort", stop);
  }
}
