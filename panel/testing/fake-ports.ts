import type { ContextileError } from "../../shared/errors.ts";
import { makeDisplay } from "../../shared/scene/make-display.ts";
import { makeScene } from "../../shared/testing/make-scene.ts";
import { sampleProfile } from "../../shared/testing/memory-host.ts";
import type { AnswerStore } from "../state/kept/answer-store.ts";
import type { PurchaseNotes } from "../state/kept/purchase-notes.ts";
import type { HostLink, Ports, PurchaseOrder } from "../state/ports.ts";
import type { Purchase } from "../state/purchase-list.ts";

interface FakePorts extends Ports {
  /** Purchases asked for, in order. */
  orders: PurchaseOrder[];
  /** What the next purchases do: an error each, null = succeed; empty = succeed. */
  outcomes: (ContextileError | null)[];
  /** What the host keeps. */
  stored: unknown;
}

/** The outside of the store without a page, a worker or a line. */
export function fakePorts(): FakePorts {
  const refuse = () => Promise.reject(new Error("not part of this test"));
  const ports: FakePorts = {
    orders: [],
    outcomes: [],
    stored: {},
    basemap: { url: "/service/v1/basemap", headers: {} },
    host: {
      profile: { ...sampleProfile, secret: { ...sampleProfile.secret, hasKey: true, last4: "WXYZ" } },
      request: ((name: string, params: unknown) => {
        if (name === "settings.get") return Promise.resolve(ports.stored);
        ports.stored = params;
        return Promise.resolve({});
      }) as HostLink["request"],
      on: () => undefined,
      onClose: () => undefined,
      sendHandoff: refuse,
    },
    service: { info: refuse, account: () => Promise.resolve(null), places: refuse },
    async fetchModel(order) {
      ports.orders.push(order);
      const error = ports.outcomes.shift();
      if (error) throw error;
      const model = makeScene();
      return { model, display: makeDisplay(model), packed: new Blob(["packed"]) };
    },
    answerStore: memoryAnswerStore(),
    purchaseNotes: memoryPurchaseNotes(),
    purchaseHolds: { hold: () => () => undefined, elsewhere: () => Promise.resolve(new Set()) },
    openPacked() {
      const model = makeScene();
      return Promise.resolve({ model, display: makeDisplay(model) });
    },
    packHandoff: refuse,
    writeFile: refuse,
  };
  return ports;
}

/** The interface of the purchase notes over a map. */
function memoryPurchaseNotes(): PurchaseNotes {
  const held = new Map<string, { service: string; purchase: Purchase }>();
  const keyOf = (service: string, draftKey: string) => `${service}\n${draftKey}`;
  return {
    list: (service) =>
      Promise.resolve(
        [...held.values()]
          .filter((note) => note.service === service)
          .map(({ purchase }) => ({ ...purchase, mayBeCharged: true })),
      ),
    put: (service, purchase) =>
      Promise.resolve(void held.set(keyOf(service, purchase.draftKey), { service, purchase })),
    remove: (service, draftKey) => Promise.resolve(void held.delete(keyOf(service, draftKey))),
  };
}

/** The interface of the kept answers over a map. */
function memoryAnswerStore(): AnswerStore {
  const held = new Map<string, Blob>();
  const keyOf = (service: string, draftKey: string) => `${service}\n${draftKey}`;
  return {
    keys: (service) =>
      Promise.resolve(
        [...held.keys()]
          .filter((key) => key.startsWith(`${service}\n`))
          .map((key) => key.slice(service.length + 1)),
      ),
    get: (service, draftKey) => Promise.resolve(held.get(keyOf(service, draftKey)) ?? null),
    put: (service, draftKey, packed) => Promise.resolve(void held.set(keyOf(service, draftKey), packed)),
    remove: (service, draftKey) => Promise.resolve(void held.delete(keyOf(service, draftKey))),
    size: () =>
      Promise.resolve({
        count: held.size,
        bytes: [...held.values()].reduce((sum, { size }) => sum + size, 0),
      }),
    clear: () => Promise.resolve(held.clear()),
  };
}
