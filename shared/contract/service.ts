/**
 * Endpoints beside `POST /v1/context` that our own service offers. All JSON. A service that lacks one answers 404
 * and the client hides what depends on it. Bearer key on all but `/v1/service`, `/v1/places` and `/v1/basemap`.
 */
import { z } from "zod";

/** Request header: the client's id of this purchase; the same id is charged once. Source: IETF idempotency-key draft. */
export const idempotencyHeader = "idempotency-key";
/**
 * Answer headers of our service (absent elsewhere). Areas in km². `charged` is what this request id costs, once,
 * however often it is answered; it is booked with the answer's last bytes.
 */
export const chargedHeader = "contextile-charged-km2";
export const balanceHeader = "contextile-balance-km2";
/** "1" when this request id was answered before or is being answered: this answer adds no charge. */
export const repeatHeader = "contextile-repeat";

/** `GET /v1/service`: what this service is, what it covers and what it costs. No key needed. */
export const serviceInfoSchema = z.looseObject({
  name: z.string(),
  version: z.string(),
  /** True: the same idempotency key is never charged twice, and a repeat is answered. */
  confirmsRequestIds: z.boolean(),
  /** Largest area of one request, km². */
  maxAreaKm2: z.number(),
  /** What one km² costs, for display; null where nothing is sold. */
  pricePerKm2: z.object({ amount: z.number(), currency: z.string() }).nullable(),
  /** Data extent: west, south, east, north, WGS84 degrees; null = unknown or worldwide. */
  coverage: z.array(z.number()).length(4).nullable(),
  /** Area to start with: closed ring, lat-lon like every wire polygon; null = none. */
  sampleArea: z.object({ label: z.string(), polygon: z.array(z.array(z.number()).length(2)) }).nullable(),
  attribution: z.array(
    z.object({ text: z.string(), licence: z.string().optional(), date: z.string().optional() }),
  ),
  /** Pages a person opens in a browser; absent where the service has none. */
  keysPage: z.string().optional(),
  billingPage: z.string().optional(),
});
export type ServiceInfo = z.infer<typeof serviceInfoSchema>;

/** `GET /v1/account`: balance and usage of the account behind the key. 401 with a wrong key. */
export const accountSchema = z.looseObject({
  balanceKm2: z.number(),
  totalRequests: z.number(),
  totalKm2: z.number(),
  meanKm2: z.number(),
  /** One row per day that had requests, oldest first, at most 31. ISO dates. */
  days: z.array(z.object({ date: z.string(), requests: z.number(), km2: z.number() })),
  plan: z.string(),
});
export type Account = z.infer<typeof accountSchema>;

/** `GET /v1/places?q=TEXT&limit=N`: names in the data, best match first. `bbox` west, south, east, north. */
export const placesSchema = z.looseObject({
  places: z.array(
    z.looseObject({
      name: z.string(),
      kind: z.string(),
      lat: z.number(),
      lon: z.number(),
      bbox: z.array(z.number()).length(4).optional(),
    }),
  ),
});
export type Places = z.infer<typeof placesSchema>;

/**
 * `GET /v1/basemap`: the map to draw on, GeoJSON FeatureCollection, lon-lat. Properties: `kind` (one of
 * `basemapKinds`), `name` where known. Sea comes as `water` polygons.
 */
export const basemapKinds = [
  "water",
  "waterway",
  "green",
  "area",
  "building",
  "road",
  "path",
  "rail",
  "place",
] as const;
