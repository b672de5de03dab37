import { z } from "zod";
import { ContextileError } from "../../../shared/errors.ts";
import { defineTool } from "../tool.ts";

/** Balance and usage of the account behind the key. */
export const getUsage = defineTool({
  name: "get_usage",
  title: "Balance and usage",
  description: "Balance in km², total requests and km², mean km² per request, per day. Free.",
  input: z.strictObject({}),
  output: z.strictObject({
    balance_km2: z.number(),
    total_requests: z.number(),
    total_km2: z.number(),
    mean_km2: z.number(),
    plan: z.string(),
    days: z.array(z.strictObject({ date: z.string(), requests: z.number(), km2: z.number() })),
  }),
  hints: { readOnly: true, idempotent: true, openWorld: true },
  async run(_input, { service, key }) {
    if (!key.present)
      throw new ContextileError("no-key", "No API key is set.", {
        next: "Ask the user to enter the key in the panel or to set CONTEXTILE_API_KEY for this server.",
      });
    const account = await service.account();
    if (account === null)
      throw new ContextileError("bad-request", "This service does not tell balance or usage.", {
        next: "Look at the service's own web page.",
      });
    const { balanceKm2, totalRequests, totalKm2, meanKm2, plan, days } = account;
    return {
      structured: {
        balance_km2: balanceKm2,
        total_requests: totalRequests,
        total_km2: totalKm2,
        mean_km2: meanKm2,
        plan,
        days: days.map(({ date, requests, km2 }) => ({ date, requests, km2 })),
      },
    };
  },
});
