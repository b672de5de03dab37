/** Addresses of the endpoints beside `POST /v1/context`, relative to the service's base address. */
import { z } from "zod";
import type { ServiceInfo } from "./service.ts";

export const servicePath = "/v1/service";
export const accountPath = "/v1/account";
export const placesPath = "/v1/places";
export const basemapPath = "/v1/basemap";

/** Query of `GET /v1/places`. */
export function placesQuery(text: string, limit: number): string {
  return `${placesPath}?q=${encodeURIComponent(text)}&limit=${limit}`;
}

/** GeoJSON, checked no deeper than a map library needs. Coordinates are lon-lat. */
export const basemapSchema = z.looseObject({
  type: z.literal("FeatureCollection"),
  features: z.array(z.looseObject({ type: z.literal("Feature") })),
});
export type Basemap = z.infer<typeof basemapSchema>;

/**
 * What is assumed of a service without `GET /v1/service`, which is Cityweft's own: it promises nothing about request
 * ids, exports at most 10 km² at a time, and its prices depend on the plan.
 */
export const assumedServiceInfo: ServiceInfo = {
  name: "Cityweft",
  version: "",
  confirmsRequestIds: false,
  maxAreaKm2: 10,
  pricePerKm2: null,
  coverage: null,
  sampleArea: null,
  attribution: [{ text: "Cityweft; © OpenStreetMap contributors and other sources" }],
  keysPage: "https://app.cityweft.com",
  billingPage: "https://app.cityweft.com",
};
