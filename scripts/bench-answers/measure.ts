/** How answers are made, kept and sent, in ratios within one run. Started by `../bench-answers.ts`, bundled. */
import { z } from "zod";
import { firstByteFigures } from "./first-byte.ts";
import { poolFigures } from "./pools.ts";

const optionsSchema = z.object({ megabytes: z.number(), rounds: z.number(), json: z.boolean() });
const { megabytes, rounds, json } = optionsSchema.parse(JSON.parse(process.argv[2]));

// First, because memory is measured too.
const pools = megabytes === 0 ? null : await poolFigures(megabytes);
for (const [key, value] of Object.entries(pools ?? {})) console.log(`${key.padEnd(18)} ${value}`);
const firstByte = rounds === 0 ? [] : await firstByteFigures(rounds);
if (firstByte.length > 0) console.table(firstByte);
if (json) console.log(JSON.stringify({ ...pools, firstByte }));
