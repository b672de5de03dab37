import { balanceHeader, chargedHeader, repeatHeader } from "../../shared/contract/service.ts";
import { says } from "../../shared/sentences.ts";
import type { Call, ServiceParts } from "../call.ts";
import { type MeasuredArea, measureArea } from "../metering/measure-area.ts";
import { type PurchaseRequest, type Reservation, reserve } from "../metering/purchases.ts";
import { takeToken } from "../metering/rate-limit.ts";
import { toKm2 } from "../metering/usage.ts";
import { refuse } from "../refusal.ts";
import type { BoundingBox } from "../sources/map-source.ts";
import { authenticate } from "./authenticate.ts";
import { answerHeaders, chooseAnswer } from "./choose-answer.ts";
import { openPaidAnswer } from "./paid-answer.ts";
import { readContextRequest } from "./read-context-request.ts";

/** `POST /v1/context`: who asks, what for, how large, can they pay; then the answer, charged when it is complete. */
export async function contextRoute(call: Call, parts: ServiceParts): Promise<Response> {
  const account = await authenticate(call, parts);
  await limitRate(account.id, parts);
  const format = chooseAnswer(call.request);
  const { wire, requestId, bodyHash } = await readContextRequest(call.request);
  call.log.requestId(requestId);
  const area = measureArea(wire.polygon, parts.maxAreaKm2);
  refuseOutsideData(area, parts);
  const purchase: PurchaseRequest = { accountId: account.id, requestId, bodyHash, m2: area.m2 };
  const reservation = accept(await reserve(parts.store, purchase, parts.now()), area, parts);
  const { body, headers } = await openPaidAnswer(call, parts, { purchase, wire, format });
  return new Response(body, {
    headers: {
      ...answerHeaders(format),
      ...headers,
      [chargedHeader]: String(toKm2(area.m2)),
      [balanceHeader]: String(toKm2(reservation.balanceM2)),
      ...(reservation.repeat ? { [repeatHeader]: "1" } : {}),
    },
  });
}

async function limitRate(accountId: string, parts: ServiceParts): Promise<void> {
  const waitS = await takeToken(parts.store, accountId, parts.rateLimit, parts.now());
  if (waitS !== null)
    refuse("rate-limited", says("too-many-requests", { perMinute: perMinute(parts) }), {
      headers: { "retry-after": String(waitS) },
      next: says("next-wait", { seconds: waitS }),
    });
}

const perMinute = (parts: ServiceParts) => Math.round(parts.rateLimit.perSecond * 60);

/** Nobody pays for an empty scene: an area beside the data is refused before anything is reserved. */
function refuseOutsideData(area: MeasuredArea, parts: ServiceParts): void {
  const coverage = parts.sources.map.info().coverage;
  if (!coverage) return;
  if (!isApart(area.ring, coverage)) return;
  const [west, south, east, north] = coverage;
  const swapped = area.ring.map(([lon, lat]) => [lat, lon] as const);
  refuse("empty-answer", says("request-outside-data"), {
    next: isApart(swapped, coverage)
      ? says("next-area-within", { west, east, south, north })
      : says("next-latitude-first"),
  });
}

function isApart(ring: readonly (readonly [number, number])[], [west, south, east, north]: BoundingBox) {
  const lons = ring.map(([lon]) => lon);
  const lats = ring.map(([, lat]) => lat);
  return (
    Math.min(...lons) > east ||
    Math.max(...lons) < west ||
    Math.min(...lats) > north ||
    Math.max(...lats) < south
  );
}

function accept(reservation: Reservation, area: MeasuredArea, parts: ServiceParts) {
  if (reservation.outcome === "reserved") return reservation;
  if (reservation.outcome === "no-balance")
    refuse(
      "no-balance",
      says("balance-short", { km2: toKm2(area.m2), left: toKm2(Math.max(0, reservation.balanceM2)) }),
      { next: says("next-add-balance", { address: `${parts.baseUrl}/billing` }) },
    );
  const used = says(reservation.outcome === "other-body" ? "request-id-of-other" : "request-id-old");
  refuse("bad-request", used, { status: 409, next: says("next-new-id") });
}
