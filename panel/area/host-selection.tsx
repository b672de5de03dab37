import { useState } from "preact/hooks";
import type { MessageResult } from "../../shared/bridge/protocol.ts";
import { toContextileError } from "../../shared/errors.ts";
import { selectionRing } from "../../shared/scene/selection-ring.ts";
import { roundRing } from "../state/draft.ts";
import { Button } from "../ui/controls.tsx";
import { errorWords } from "../ui/said.ts";
import { t } from "../ui/texts.ts";
import type { AreaSourceProps } from "./area-sources.tsx";
import { expectArea } from "./late-area.ts";

/** The outline of what is selected in the CAD program as the area; only where that program can tell. */
export function HostSelection({ store, setArea }: AreaSourceProps) {
  const [said, setSaid] = useState("");
  const [busy, setBusy] = useState(false);
  const { host } = store.ports;
  if (!host.profile.canReadSelection) return null;

  const take = (boundary: MessageResult<"selection.boundary">): string => {
    if (!boundary.found) return t.selectionFaults[boundary.fault];
    const ring = roundRing(selectionRing(boundary));
    if (boundary.name !== "") store.names.propose(boundary.name, ring);
    setArea({ shape: "polygon", ring });
    const taken = t.selectionTaken(boundary.corners.length);
    return boundary.others > 0 ? `${taken} ${t.selectionOthers(boundary.others)}` : taken;
  };
  const ask = async () => {
    if (busy) return;
    setBusy(true);
    setSaid(t.selectionReading);
    const isWanted = expectArea(store);
    try {
      const boundary = await host.request("selection.boundary", {});
      setSaid(isWanted() ? take(boundary) : "");
    } catch (thrown) {
      const { what, next } = errorWords(toContextileError(thrown).toWire());
      setSaid(`${what} ${next}`);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {/* Never disabled: that would take the focus from a keyboard user in the middle of the work. */}
      <Button onClick={() => void ask()}>{t.fromSelection}</Button>
      <p role="status" class="field-help" id="selection-said">
        {said}
      </p>
    </>
  );
}
