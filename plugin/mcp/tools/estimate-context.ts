import { z } from "zod";
import { areaInput, toArea } from "../area-input.ts";
import { costOf } from "../cost.ts";
import { defineTool } from "../tool.ts";

/** What an area would cost, before anything is fetched. */
export const estimateContext = defineTool({
  name: "estimate_context",
  title: "Estimate the cost of an area",
  description:
    "Says how many km² an area has, whether it is allowed and what is left of the balance after it. Free.",
  input: z.strictObject({ area: areaInput }),
  output: z.strictObject({
    area_km2: z.number(),
    allowed: z.boolean(),
    reason: z.string().describe("Why it is not allowed; empty when it is."),
    max_area_km2: z.number(),
    price: z.string().optional(),
    balance_km2: z.number().optional(),
    balance_after_km2: z.number().optional(),
  }),
  hints: { readOnly: true, idempotent: true, openWorld: true },
  async run({ area }, context) {
    const cost = await costOf(toArea(area), context);
    const reason = refusal(cost.areaKm2, cost.maxAreaKm2, cost.balanceKm2);
    return {
      structured: {
        area_km2: cost.areaKm2,
        allowed: reason === "",
        reason,
        max_area_km2: cost.maxAreaKm2,
        price: cost.price,
        balance_km2: cost.balanceKm2,
        balance_after_km2: cost.balanceKm2 === undefined ? undefined : cost.balanceKm2 - cost.areaKm2,
      },
    };
  },
});

function refusal(areaKm2: number, maxKm2: number, balanceKm2: number | undefined): string {
  if (areaKm2 > maxKm2) return `The area is larger than the ${maxKm2} km² the service allows in one request.`;
  if (balanceKm2 !== undefined && areaKm2 > balanceKm2)
    return `Only ${balanceKm2.toFixed(3)} km² are left on the account.`;
  return "";
}
