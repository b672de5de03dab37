import type { ContextileError } from "../../shared/errors.ts";
import { makeDisplay } from "../../shared/scene/make-display.ts";
import { makeScene } from "../../shared/testing/make-scene.ts";
import { sampleProfile } from "../../shared/testing/memory-host.ts";
import type { HostLink, Ports, PurchaseOrder } from "../state/ports.ts";

export interface FakePorts extends Ports {
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
      return { model, display: makeDisplay(model) };
    },
    packHandoff: refuse,
    writeFile: refuse,
  };
  return ports;
}
