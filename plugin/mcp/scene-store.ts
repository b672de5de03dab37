import { createHash, randomUUID } from "node:crypto";
import { ContextileError } from "../../shared/errors.ts";
import type { AreaSelection } from "../../shared/scene/area-selection.ts";
import type { SceneModel } from "../../shared/scene/scene-model.ts";
import type { ContextSettings } from "../../shared/settings/schema.ts";

/** One purchase: the same area and settings are the same order, however often an agent asks. */
export interface Order {
  sceneId: string;
  /** Sent with every try, so that a service that confirms request ids charges once. */
  requestId: string;
  area: AreaSelection;
  settings: ContextSettings;
  state: "running" | "ready" | "failed";
  progress: { fraction: number | null; message: string };
  result: Promise<SceneModel>;
  cancel(): void;
}

/** Scenes kept in memory; the oldest finished one goes first. Each may hold some hundred MB. */
const maxScenes = 8;

type Fetcher = (
  order: Pick<Order, "requestId" | "area" | "settings">,
  signal: AbortSignal,
  progress: (fraction: number | null, message: string) => void,
) => Promise<SceneModel>;

export class SceneStore {
  private readonly orders = new Map<string, Order>();
  /** Survives a failed try: the retry is the same purchase. */
  private readonly requestIds = new Map<string, string>();

  constructor(private readonly fetcher: Fetcher) {}

  /** The running or finished order for this area and settings, or null: nothing was bought yet. */
  find(area: AreaSelection, settings: ContextSettings): Order | null {
    const order = this.orders.get(orderKey(area, settings));
    return order === undefined || order.state === "failed" ? null : order;
  }

  /** Starts the order, or returns the one that runs or is done: never two fetches of the same thing. */
  order(area: AreaSelection, settings: ContextSettings): Order {
    const existing = this.find(area, settings);
    if (existing !== null) return existing;
    const key = orderKey(area, settings);
    const requestId = this.requestIds.get(key) ?? randomUUID();
    this.requestIds.set(key, requestId);
    const order = this.start({ requestId, area, settings });
    this.orders.set(key, order);
    this.forgetOldest();
    return order;
  }

  /** The model of a finished order; an unknown id is answered with the way to a new one. */
  async scene(sceneId: string): Promise<{ order: Order; model: SceneModel }> {
    const order = [...this.orders.values()].find((candidate) => candidate.sceneId === sceneId);
    if (order === undefined || order.state === "failed")
      throw new ContextileError("bad-request", `There is no scene ${sceneId} here any more.`, {
        next: "Call fetch_context again with the same area and settings to get a new scene_id.",
      });
    return { order, model: await order.result };
  }

  private start(wanted: Pick<Order, "requestId" | "area" | "settings">): Order {
    const abort = new AbortController();
    const order: Order = {
      ...wanted,
      sceneId: randomUUID(),
      state: "running",
      progress: { fraction: null, message: "Waiting for the service" },
      cancel: () => abort.abort(),
      result: this.fetcher(wanted, abort.signal, (fraction, message) => {
        order.progress = { fraction, message };
      }),
    };
    order.result.then(
      () => {
        order.state = "ready";
      },
      () => {
        order.state = "failed";
      },
    );
    return order;
  }

  private forgetOldest(): void {
    for (const [key, order] of this.orders) {
      if (this.orders.size <= maxScenes) return;
      if (order.state !== "running") this.orders.delete(key);
    }
  }
}

function orderKey(area: AreaSelection, settings: ContextSettings): string {
  return createHash("sha256")
    .update(JSON.stringify([area.ring, settings]))
    .digest("hex");
}
