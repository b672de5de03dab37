import { useRef } from "preact/hooks";
import type { CreatePreview } from "../preview/preview.ts";
import type { FetchedModel } from "../state/ports.ts";
import type { Store } from "../state/store.ts";
import { Button } from "../ui/controls.tsx";
import { t } from "../ui/texts.ts";
import { LayerToggles } from "./layer-toggles.tsx";
import { ModelCards } from "./model-cards.tsx";
import { PickedCard } from "./picked-card.tsx";
import { PlanSketch } from "./plan-sketch.tsx";
import { SunCard } from "./sun-card.tsx";
import { usePreview } from "./use-preview.ts";

export interface PreviewStepProps {
  store: Store;
  loadPreview: () => Promise<CreatePreview>;
}

/** What was fetched, before it goes anywhere. The 3D itself lives in `preview/`; this is all around it. */
export function PreviewStep({ store, loadPreview }: PreviewStepProps) {
  const answer = store.answer.value;
  return answer === null ? <Nothing store={store} /> : <Shown {...{ store, loadPreview, answer }} />;
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

function Shown({ store, loadPreview, answer }: PreviewStepProps & { answer: FetchedModel }) {
  const container = useRef<HTMLDivElement>(null);
  const { state, shown, preview, picked } = usePreview(store, container, loadPreview);
  const { model } = answer;
  return (
    <div class="split">
      <div class="split-main preview-block">
        <div class="view-tools" role="toolbar" aria-label={t.views}>
          {(["iso", "top", "north"] as const).map((name) => (
            <Button key={name} disabled={state !== "ready"} onClick={() => preview?.view(name)}>
              {t.viewNames[name]}
            </Button>
          ))}
          <Button disabled={state !== "ready"} onClick={() => preview?.fit()}>
            {t.fit}
          </Button>
        </div>
        <section class="preview-frame" aria-label={t.preview3d} hidden={state === "none"}>
          <div class="preview" ref={container} data-ready={shown} />
          {state !== "none" && !shown && <p class="map-hint">{t.loading3d}</p>}
        </section>
        {state === "none" && (
          <>
            <p class="muted">{t.no3d}</p>
            <PlanSketch answer={answer} />
          </>
        )}
      </div>
      <div class="split-side stack">
        <PickedCard picked={picked} onDeselect={() => preview?.select(null)} />
        <LayerToggles model={model} preview={preview} state={state} />
        <SunCard model={model} preview={preview} state={state} />
        <ModelCards answer={answer} />
      </div>
    </div>
  );
}
