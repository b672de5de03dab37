import { balanceHeader, chargedHeader, repeatHeader } from "../../shared/contract/service.ts";
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
    refuse("rate-limited", `Too many requests: this key may send ${perMinute(parts)} a minute.`, {
      headers: { "retry-after": String(waitS) },
      next: `Wait ${waitS} s and try again.`,
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
  const advice = `Draw an area between longitude ${west} and ${east}, latitude ${south} and ${north}.`;
  refuse("empty-answer", "The area lies outside the data of this service.", {
    next: isApart(swapped, coverage)
      ? advice
      : "Latitude comes first: send [latitude, longitude] pairs. The other way round the area lies within the data.",
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
      `The area has ${toKm2(area.m2)} km², the account has ${toKm2(Math.max(0, reservation.balanceM2))} km² left.`,
      { next: `Add a bundle or a subscription at ${parts.baseUrl}/billing, or draw a smaller area.` },
    );
  const why = reservation.outcome === "other-body" ? "for another request" : "more than a day ago";
  refuse("bad-request", `This Idempotency-Key was used ${why}.`, {
    status: 409,
    next: "Send a new id for a new purchase; repeat an id only with exactly the same request.",
  });
}
