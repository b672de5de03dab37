import { useEffect, useState } from "preact/hooks";
import { ringAreaKm2 } from "../../shared/geo/area.ts";
import { areaHistory } from "../state/area-history.ts";
import { type AreaDraft, roundRing } from "../state/draft.ts";
import type { Store } from "../state/store.ts";
import { Button } from "../ui/controls.tsx";
import { FileButton } from "../ui/file-button.tsx";
import { formatKm2 } from "../ui/format.ts";
import { issueWords } from "../ui/said.ts";
import { t } from "../ui/texts.ts";
import { HostSelection } from "./host-selection.tsx";
import { expectArea } from "./late-area.ts";
import { readBoundaryFile } from "./read-boundary.ts";

export interface AreaSourceProps {
  store: Store;
  setArea(draft: AreaDraft): void;
}

/** Undo, redo and a boundary from a file; the keys work wherever no text is being edited. */
export function AreaEdits({ store, setArea }: AreaSourceProps) {
  const history = areaHistory(store);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const here = store.view.value === "steps" && store.step.value === "area";
      if (!here || !(event.ctrlKey || event.metaKey) || event.altKey || isTextField(event.target)) return;
      const key = event.key.toLowerCase();
      if (key !== "z" && key !== "y") return;
      event.preventDefault();
      if (key === "y" || event.shiftKey) history.redo();
      else history.undo();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return (
    <section class="stack" aria-label={t.areaEdits}>
      <div class="button-row">
        <Button disabled={!history.canUndo.value} onClick={history.undo} title="Ctrl+Z">
          {t.undo}
        </Button>
        <Button disabled={!history.canRedo.value} onClick={history.redo} title="Ctrl+Shift+Z">
          {t.redo}
        </Button>
        <BoundaryFile store={store} setArea={setArea} />
        <HostSelection store={store} setArea={setArea} />
      </div>
    </section>
  );
}

function isTextField(target: EventTarget | null): boolean {
  return target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
}

function BoundaryFile({ store, setArea }: AreaSourceProps) {
  const [said, setSaid] = useState("");
  const read = async (file: File) => {
    const isWanted = expectArea(store);
    const result = await readBoundaryFile(file);
    if (!isWanted()) return setSaid("");
    if (!result.ok) {
      setSaid(result.issues.map(issueWords)[0] ?? t.fileUnreadable);
      return;
    }
    const { ring, others, holes } = result.value;
    setSaid([others > 0 ? t.fileOthers(others) : "", holes > 0 ? t.fileHoles(holes) : ""].join(" ").trim());
    store.names.propose(file.name.replace(/\.[^.]*$/, ""), ring);
    setArea({ shape: "polygon", ring: roundRing(ring) });
  };
  return (
    <>
      <FileButton
        label={t.importBoundary}
        id="boundary-file"
        accept=".geojson,.json,.kml,application/geo+json,application/json,application/vnd.google-earth.kml+xml"
        onFile={(file) => void read(file).catch(() => setSaid(t.fileUnreadable))}
      />
      <p role="status" class="field-help" id="boundary-said">
        {said}
      </p>
    </>
  );
}

/** What was fetched before, one click away. */
export function RecentAreas({ store, setArea }: AreaSourceProps) {
  const recent = store.recentAreas.value;
  if (recent.length === 0) return null;
  return (
    <details class="card" id="recent-areas">
      <summary>{t.recentAreas}</summary>
      <ul class="plain-list">
        {recent.map(({ name, shape, ring }) => (
          <li key={JSON.stringify(ring)}>
            <Button
              look="plain"
              onClick={() => {
                if (name) store.names.propose(name, ring);
                setArea({ shape, ring: [...ring] });
              }}
            >
              {[name || t.shapes[shape], formatKm2(ringAreaKm2(ring))].join(" · ")}
            </Button>
          </li>
        ))}
      </ul>
    </details>
  );
}
