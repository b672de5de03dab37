import { useEffect, useRef, useState } from "preact/hooks";
import type { CreatePreview } from "../preview/preview.ts";
import type { FetchedModel } from "../state/ports.ts";
import type { Store } from "../state/store.ts";
import { formatCount } from "../ui/format.ts";
import { t } from "../ui/texts.ts";
import { LayerToggles } from "./layer-toggles.tsx";
import { LeftOutCard } from "./left-out-card.tsx";
import { LegendCard } from "./legend-card.tsx";
import { MeasureCard } from "./measure-card.tsx";
import { ModelCards } from "./model-cards.tsx";
import { PickedCard } from "./picked-card.tsx";
import { PlanSketch } from "./plan-sketch.tsx";
import { SectionCard } from "./section-card.tsx";
import { SunCard } from "./sun-card.tsx";
import { type PreviewHandle, usePreview } from "./use-preview.ts";
import { ViewTools } from "./view-tools.tsx";

interface PreviewStepProps {
  store: Store;
  loadPreview: () => Promise<CreatePreview>;
}

/** What was fetched, before it goes anywhere. The 3D itself lives in `preview/`; this is all around it. */
export function PreviewStep({ store, loadPreview }: PreviewStepProps) {
  const answer = store.answer.value;
  const nothing = answer === null && store.feed.value === null;
  return nothing ? <Nothing store={store} /> : <Shown {...{ store, loadPreview, answer }} />;
}

function Nothing({ store }: { store: Store }) {
  const stale = store.life.value.heldKeys.length > 0;
  return (
    <div class="empty">
      <h2>{t.notFetched}</h2>
      <p class="muted">{stale ? t.staleHelp : t.notFetchedHelp}</p>
    </div>
  );
}

/** The picture, and beside it what is known of it; while the answer still streams that is only that it does. */
function Shown({ store, loadPreview, answer }: PreviewStepProps & { answer: FetchedModel | null }) {
  const container = useRef<HTMLDivElement>(null);
  const handle = usePreview(store, container, loadPreview);
  const { state, shown, preview } = handle;
  const [measuring, setMeasuring] = useState(false);
  useEffect(() => preview?.setMeasuring(measuring), [preview, measuring]);
  return (
    <div class="split">
      <div class="split-main preview-block">
        <ViewTools
          preview={preview}
          ready={state === "ready"}
          measuring={measuring}
          onMeasuring={setMeasuring}
          pictureName={store.insertName.value}
        />
        <section class="preview-frame" aria-label={t.preview3d} hidden={state === "none"}>
          <div class="preview" ref={container} data-ready={shown} />
          {state !== "none" && !shown && (
            <p class="map-hint">{answer === null && state === "ready" ? t.stillReading : t.loading3d}</p>
          )}
        </section>
        {state === "none" && <p class="muted">{t.no3d}</p>}
        {state === "none" && answer !== null && <PlanSketch answer={answer} />}
      </div>
      <div class="split-side stack">
        {answer === null ? (
          <p class="notice">{t.stillReadingHelp}</p>
        ) : (
          <Facts handle={handle} answer={answer} measuring={measuring} />
        )}
      </div>
    </div>
  );
}

interface FactsProps {
  handle: PreviewHandle;
  answer: FetchedModel;
  measuring: boolean;
}

function Facts({ handle, answer, measuring }: FactsProps) {
  const { state, shown, preview, picked, measure, deselect } = handle;
  const { model } = answer;
  const asBoxes = shown ? (preview?.stats().asBoxes ?? 0) : 0;
  return (
    <>
      {asBoxes > 0 && <p class="notice">{t.asBoxes(formatCount(asBoxes))}</p>}
      {measuring && <MeasureCard measure={measure} />}
      <PickedCard model={model} picked={picked} onDeselect={deselect} />
      <LeftOutCard model={model} preview={preview} shown={shown} />
      <LayerToggles model={model} preview={preview} state={state} />
      {state !== "none" && <LegendCard preview={preview} shown={shown} />}
      {state !== "none" && <SectionCard preview={preview} shown={shown} />}
      <SunCard model={model} preview={preview} state={state} />
      <ModelCards answer={answer} />
    </>
  );
}
