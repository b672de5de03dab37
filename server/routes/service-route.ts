import type { ServiceInfo } from "../../shared/contract/service.ts";
import { pricePerKm2 } from "../billing/products.ts";
import type { Call, ServiceParts } from "../call.ts";
import { json } from "../replies.ts";

/** `GET /v1/service`: what this service is, covers and costs. No key. */
export async function serviceRoute(_call: Call, parts: ServiceParts): Promise<Response> {
  return json(describeService(parts));
}

function describeService(parts: ServiceParts): ServiceInfo {
  const { name, attribution, coverage, sampleArea } = parts.sources.map.info();
  return {
    name: `Contextile · ${name}`,
    version: parts.version,
    confirmsRequestIds: true,
    maxAreaKm2: parts.maxAreaKm2,
    pricePerKm2,
    coverage: coverage ? [...coverage] : null,
    sampleArea: sampleArea && {
      label: sampleArea.label,
      polygon: sampleArea.ring.map(([lon, lat]) => [lat, lon]),
    },
    attribution: unique([...attribution, ...(parts.sources.elevation?.info().attribution ?? [])]),
    keysPage: `${parts.baseUrl}/keys`,
    billingPage: `${parts.baseUrl}/billing`,
  };
}

/** Map and heights may come from one and the same hand: it is named once. */
const unique = (all: ServiceInfo["attribution"]) =>
  all.filter(({ text }, i) => all.findIndex((other) => other.text === text) === i);
