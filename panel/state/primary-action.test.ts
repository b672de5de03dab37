import { describe, expect, it } from "vitest";
import { type Account, serviceInfoSchema } from "../../shared/contract/service.ts";
import { ContextileError } from "../../shared/errors.ts";
import { firstLife, type LifeCycle, type LifeEvent, next, type Progress } from "./life-cycle.ts";
import { type PrimaryInput, primaryAction } from "./primary-action.ts";

const account: Account = {
  balanceKm2: 1,
  totalRequests: 0,
  totalKm2: 0,
  meanKm2: 0,
  days: [],
  plan: "trial",
};
const info = serviceInfoSchema.parse({
  name: "Test",
  version: "1",
  confirmsRequestIds: true,
  maxAreaKm2: 10,
  pricePerKm2: { amount: 30, currency: "EUR" },
  coverage: null,
  sampleArea: null,
  attribution: [],
});
const lifeAfter = (...events: LifeEvent[]): LifeCycle => events.reduce(next, firstLife);
const fetching: LifeEvent = {
  type: "fetch",
  purchase: { requestId: "r", startedAt: 0, confirmsRequestIds: true },
};
const drafted = lifeAfter({ type: "draft", draftKey: "a" });
const held = lifeAfter({ type: "draft", draftKey: "a" }, fetching, { type: "fetched", draftKey: "a" });

function input(changes: Partial<PrimaryInput>): PrimaryInput {
  return {
    life: drafted,
    step: "settings",
    km2: 0.84,
    draftIssue: null,
    hasKey: true,
    account,
    info,
    documentName: "Site.3dm",
    hostTakesModels: true,
    insertNameMissing: false,
    stored: false,
    freeRepeat: false,
    ...changes,
  };
}

describe("the primary button", () => {
  it("carries the area, the price and the balance before a fetch", () => {
    const action = primaryAction(input({}));
    expect(action.label).toBe("Get 0.84 km²");
    expect(action.detail).toBe("€25.20 · 1.00 km² left");
    expect(action.blocked).toBeNull();
  });

  it("leads from the area to the settings and already shows the cost", () => {
    const action = primaryAction(input({ step: "area" }));
    expect(action.kind).toBe("next");
    expect(action.detail).toBe("0.84 km² · €25.20 · 1.00 km² left");
  });

  it("says in words that there is no area yet", () => {
    expect(primaryAction(input({ step: "area", km2: null })).blocked).toBe(
      "Draw an area on the map, or type one below it.",
    );
  });

  it("says what is wrong with the area", () => {
    expect(primaryAction(input({ draftIssue: "The area encloses nothing." })).blocked).toBe(
      "The area encloses nothing.",
    );
  });

  it("says how much balance is missing", () => {
    const action = primaryAction(input({ account: { ...account, balanceKm2: 0.1 } }));
    expect(action.blocked).toBe("This area needs 0.84 km²; the account has 0.10 km².");
  });

  it("names both prices of a repeat that may be paid for, and asks for no balance", () => {
    const action = primaryAction(input({ freeRepeat: true, account: { ...account, balanceKm2: 0.1 } }));
    expect(action.detail).toBe("Free if already charged, else €25.20 · 0.10 km² left");
    expect(action.blocked).toBeNull();
  });

  it("leads to the key when there is none", () => {
    expect(primaryAction(input({ hasKey: false }))).toMatchObject({
      kind: "key",
      label: "Enter your API key",
    });
  });

  it("shows a held model free instead of buying it again", () => {
    expect(primaryAction(input({ life: held }))).toMatchObject({
      kind: "show",
      detail: "Already fetched · free",
    });
  });

  it("inserts into the named document, or saves a file where the host takes no models", () => {
    expect(primaryAction(input({ life: held, step: "insert" })).label).toBe("Insert into Site.3dm");
    expect(primaryAction(input({ life: held, step: "insert", hostTakesModels: false })).kind).toBe("save");
  });

  it("turns into cancel with phase, megabytes and objects while it runs", () => {
    const life = lifeAfter({ type: "draft", draftKey: "a" }, fetching, {
      type: "progress",
      progress: { part: "downloading", bytes: 12_300_000, objects: 1200, fraction: 0.5 },
    });
    const action = primaryAction(input({ life }));
    expect(action.label).toBe("Cancel");
    expect(action.detail).toBe("Downloading · 12.3 MB · 1,200 objects · 50 %");
    expect(action.fraction).toBe(0.5);
  });

  it("names the risk before repeating what may have been charged", () => {
    const error = new ContextileError("may-be-charged", "Lost.", { charged: "unknown" }).toWire();
    const life = next(next(drafted, fetching), {
      type: "fetch-failed",
      error,
      doubtful: true,
    });
    expect(primaryAction(input({ life }))).toMatchObject({
      kind: "repeat",
      label: "Repeat, I accept a second charge",
    });
  });
});

describe("a fetch that has only begun", () => {
  const shown = (progress: Progress) =>
    primaryAction(
      input({
        life: lifeAfter({ type: "draft", draftKey: "a" }, fetching, { type: "progress", progress }),
      }),
    ).detail;

  it("says that the service builds the model, not that 0 kB are downloaded", () => {
    expect(shown({ part: "downloading", bytes: 0, objects: 0, fraction: null })).toBe(
      "The service is building the model …",
    );
    expect(shown({ part: "downloading", bytes: 300, objects: 0, fraction: null })).toBe(
      "The service is building the model …",
    );
    expect(shown({ part: "downloading", bytes: 1_200_000, objects: 40, fraction: null })).toBe(
      "Downloading · 1.2 MB · 40 objects",
    );
  });

  it("says how long it will go on where that can be told", () => {
    const progress = { part: "downloading" as const, bytes: 5_000_000, objects: 40, fraction: 0.5 };
    expect(shown({ ...progress, leftS: 16 })).toBe(
      "Downloading · 5.0 MB · 40 objects · 50 % · about 16 s left",
    );
    expect(shown({ ...progress, leftS: 100 })).toMatch(/ · about 2 min left$/);
  });
});
