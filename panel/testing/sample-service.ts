import type { Account, ServiceInfo } from "../../shared/contract/service.ts";

/** What a service of our own says of itself. */
export const sampleServiceInfo: ServiceInfo = {
  name: "Contextile",
  version: "1",
  confirmsRequestIds: true,
  maxAreaKm2: 100,
  pricePerKm2: null,
  coverage: null,
  sampleArea: null,
  attribution: [],
};

export const sampleAccount: Account = {
  balanceKm2: 1,
  totalRequests: 3,
  totalKm2: 0.3,
  meanKm2: 0.1,
  days: [],
  plan: "trial",
};
