import { makeHandoff } from "../../shared/bridge/make-handoff.ts";
import type { HostProfile } from "../../shared/bridge/protocol.ts";
import { type SendHandoffOptions, sendHandoff } from "../../shared/bridge/send-handoff.ts";
import { createSession, type Session } from "../../shared/bridge/session.ts";
import {
  connectLoopback,
  type LoopbackTransport,
  pairingTokenOf,
} from "../../shared/bridge/transports/loopback.ts";
import { encodeScene } from "../../shared/exports/scene.ts";
import type { AreaSelection } from "../../shared/scene/area-selection.ts";
import type { HandoffReceipt, HostHandoff } from "../../shared/scene/handoff.ts";
import type { SceneModel } from "../../shared/scene/scene-model.ts";

export interface PanelClient {
  session: Session;
  transport: LoopbackTransport;
  profile: HostProfile;
  /** Answers of the bridge, raw, to look for what must not be in them. */
  insert(model: SceneModel, plan: InsertPlan, options?: SendHandoffOptions): Promise<Inserted>;
}

export interface InsertPlan {
  name: string;
  area?: AreaSelection;
  perFeature?: boolean;
  /** What a faulty panel would send: applied after the panel's own gate. */
  damage?: (model: SceneModel) => SceneModel;
}

export interface Inserted {
  receipt: HandoffReceipt;
  handoff: HostHandoff;
}

export const squareArea: AreaSelection = {
  ring: [
    [8.65, 49.87],
    [8.651, 49.87],
    [8.651, 49.871],
    [8.65, 49.87],
  ],
};

/** The panel's own bridge code, without the page: pairs with the address that the host printed. */
export async function connectPanel(address: string): Promise<PanelClient> {
  const url = new URL(address);
  const pairingToken = pairingTokenOf(url.hash);
  if (pairingToken === null) throw new Error(`no pairing token in ${url.origin}`);
  const options = {
    baseUrl: url.origin,
    pairingToken,
    fetch: (to: string, init?: RequestInit) => fetch(to, init),
    // A killed program is noticed in seconds; the panel itself waits half a minute.
    retryPausesMs: [100, 250, 500, 1000, 1000],
  };
  const transport = await connectLoopback(options);
  const session = createSession(transport, { panelVersion: "test", userAgent: "host tests" });
  const profile = await session.hello();
  const insert = (model: SceneModel, plan: InsertPlan, more?: SendHandoffOptions) =>
    insertModel(session, profile, model, plan, more);
  return { session, transport, profile, insert };
}

async function insertModel(
  session: Session,
  profile: HostProfile,
  model: SceneModel,
  plan: InsertPlan,
  options?: SendHandoffOptions,
): Promise<Inserted> {
  const { georeference } = await session.request("document.georeference.get", {});
  const handoff = await makeHandoff(model, profile, {
    name: plan.name,
    area: plan.area ?? squareArea,
    perFeature: plan.perFeature ?? false,
    document: georeference,
    format: "scene",
    encode: (placed) => encodeScene(plan.damage?.(placed) ?? placed, { name: plan.name }),
  });
  return { handoff, receipt: await sendHandoff(session, profile, handoff, options) };
}
