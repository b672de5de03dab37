import { ringAreaKm2 } from "../../shared/geo/area.ts";
import type { AreaSelection } from "../../shared/scene/area-selection.ts";
import type { McpContext } from "./context.ts";

export interface Cost {
  areaKm2: number;
  maxAreaKm2: number;
  balanceKm2?: number;
  price?: string;
}

/** What fetching the area would cost and whether the account can pay it. Free to ask. */
export async function costOf(area: AreaSelection, { service, key }: McpContext): Promise<Cost> {
  const info = await service.info();
  const account = key.present ? await service.account() : null;
  const areaKm2 = ringAreaKm2(area.ring);
  const price = info.pricePerKm2;
  return {
    areaKm2,
    maxAreaKm2: info.maxAreaKm2,
    balanceKm2: account?.balanceKm2,
    price: price === null ? undefined : `${(price.amount * areaKm2).toFixed(2)} ${price.currency}`,
  };
}
