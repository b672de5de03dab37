import { z } from "zod";

/** A sentence's id and figures as they cross a wire: whether they are a known sentence is the matter of `readSaid`. */
export const saidSchema = z.object({
  id: z.string(),
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
