import type { Transport } from "../bridge/transport.ts";

/** What becomes of one message: its number counts from 0 in its direction. */
export type Fate = "pass" | "drop" | "twice" | "swap" | "late";
export type Plan = (index: number, message: string) => Fate;

const lateMs = 60;

/** A transport whose messages meet with accidents, outwards and inwards. `swap` lets the next message overtake. */
export function withFaults(inner: Transport, plans: { out?: Plan; in?: Plan }): Transport {
  const outward = accident(
    plans.out ?? (() => "pass"),
    (message) => void inner.send(message).catch(() => {}),
  );
  return {
    async send(message) {
      outward(message);
    },
    onMessage(listener) {
      inner.onMessage(accident(plans.in ?? (() => "pass"), listener));
    },
    onClose: (listener) => inner.onClose(listener),
    close: () => inner.close(),
    sendBulk: inner.sendBulk?.bind(inner),
  };
}

function accident(plan: Plan, deliver: (message: string) => void): (message: string) => void {
  let index = 0;
  let held: string[] = [];
  return (message) => {
    const fate = plan(index++, message);
    if (fate === "drop") return;
    if (fate === "swap") {
      held.push(message);
      return;
    }
    if (fate === "late") {
      setTimeout(() => deliver(message), lateMs);
      return;
    }
    deliver(message);
    if (fate === "twice") deliver(message);
    const overtaken = held;
    held = [];
    overtaken.forEach(deliver);
  };
}
