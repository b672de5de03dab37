import { z } from "zod";
import { ContextileError } from "../../shared/errors.ts";
import { areaFromCircle } from "../../shared/geo/circle.ts";
import { areaFromRectangle } from "../../shared/geo/rectangle.ts";
import { ringIssues } from "../../shared/geo/ring-issues.ts";
import type { AreaSelection, LonLat } from "../../shared/scene/area-selection.ts";

/** An area as an agent gives it: a ring, or a centre with a size. */
export const areaInput = z
  .strictObject({
    ring: z
      .array(z.array(z.number()).length(2))
      .optional()
      .describe("Corners as [longitude, latitude]; the first one may be repeated at the end."),
    lon: z.number().min(-180).max(180).optional().describe("Longitude of the centre, degrees."),
    lat: z.number().min(-90).max(90).optional().describe("Latitude of the centre, degrees."),
    width_m: z.number().positive().max(100_000).optional().describe("East-west size of a rectangle, metres."),
    height_m: z
      .number()
      .positive()
      .max(100_000)
      .optional()
      .describe("North-south size of a rectangle, metres."),
    rotation_deg: z.number().min(-360).max(360).optional().describe("Turns the rectangle, clockwise."),
    radius_m: z.number().positive().max(50_000).optional().describe("Radius of a circle, metres."),
  })
  .describe("Either ring, or lon + lat + radius_m, or lon + lat + width_m + height_m.");
export type AreaInput = z.infer<typeof areaInput>;

/** The selection behind the input; throws `bad-polygon` with every reason at once. */
export function toArea(input: AreaInput): AreaSelection {
  const area = shape(input);
  const issues = ringIssues(area.ring);
  if (issues.length > 0)
    throw new ContextileError(
      "bad-polygon",
      `The area cannot be used: ${issues.map((i) => i.message).join(" ")}`,
    );
  return area;
}

function shape(input: AreaInput): AreaSelection {
  const { ring, lon, lat, width_m, height_m, rotation_deg, radius_m } = input;
  if (ring !== undefined) return { ring: closed(ring.map(([x, y]) => [x, y] as const)) };
  if (lon !== undefined && lat !== undefined) {
    if (radius_m !== undefined) return areaFromCircle([lon, lat], radius_m);
    if (width_m !== undefined && height_m !== undefined)
      return areaFromRectangle([lon, lat], width_m, height_m, rotation_deg ?? 0);
  }
  throw new ContextileError("bad-polygon", "The area is incomplete.", {
    next: "Give ring, or lon, lat and radius_m, or lon, lat, width_m and height_m.",
  });
}

function closed(ring: LonLat[]): LonLat[] {
  if (ring.length === 0) return ring;
  const [first, last] = [ring[0], ring[ring.length - 1]];
  return first[0] === last[0] && first[1] === last[1] ? ring : [...ring, first];
}
