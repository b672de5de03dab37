import type { z } from "zod";
import {
  elevationInfoSchema,
  elevationKeys,
  elevationSchema,
  numberArrayRefSchema,
} from "./context-response.ts";

/** Size and place of a height map. Rows run from north to south, each from west to east. */
export interface GridShape {
  /** Metres, full extent. */
  widthM: number;
  heightM: number;
  segmentsX: number;
  segmentsY: number;
  /** Metres east and north of the answer's origin (docs/wire-readings.md). */
  centreX: number;
  centreY: number;
}

/** What stands beside the heights on the wire. */
export const gridInfoSchema = elevationInfoSchema;
type GridInfo = z.infer<typeof gridInfoSchema>;

export function readGridInfo(info: GridInfo): GridShape {
  const { width, height, segmentsWidth, segmentsHeight, moveVector } = info;
  return {
    widthM: width,
    heightM: height,
    segmentsX: segmentsWidth,
    segmentsY: segmentsHeight,
    centreX: moveVector.x,
    centreY: moveVector.y,
  };
}

export function writeGridInfo({
  widthM,
  heightM,
  segmentsX,
  segmentsY,
  centreX,
  centreY,
}: GridShape): GridInfo {
  return {
    width: widthM,
    height: heightM,
    segmentsWidth: segmentsX,
    segmentsHeight: segmentsY,
    moveVector: { x: centreX, y: centreY },
  };
}

/**
 * One scanned element of a height-map entry: its shape and the number of its list of heights, null where it has none.
 * Null altogether when it has no proper size.
 */
export function readElevation(element: unknown): { shape: GridShape; array: number | null } | null {
  const parsed = elevationSchema.safeParse(element);
  if (!parsed.success) return null;
  const key = elevationKeys.find((name) => parsed.data[name] !== undefined);
  const reference = numberArrayRefSchema.safeParse(key === undefined ? undefined : parsed.data[key]);
  return { shape: readGridInfo(parsed.data.info), array: reference.success ? reference.data.array : null };
}

/** How many heights a map of this shape has. */
export const heightCount = ({ segmentsX, segmentsY }: GridShape): number => (segmentsX + 1) * (segmentsY + 1);
