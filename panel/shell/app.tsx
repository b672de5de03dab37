import { useSignalEffect } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { AreaStep } from "../area/area-step.tsx";
import type { CreateMapView } from "../area/map-view.ts";
import { InsertStep } from "../handoff/insert-step.tsx";
import { KeyView } from "../key/key-view.tsx";
import type { CreatePreview } from "../preview/preview.ts";
import { PreviewStep } from "../preview-step/preview-step.tsx";
import { SettingsStep } from "../settings/settings-step.tsx";
import { isHeld } from "../state/life-cycle.ts";
import { type Step, type Store, steps } from "../state/store.ts";
import { Button } from "../ui/controls.tsx";
import { ErrorBoundary } from "../ui/error-boundary.tsx";
import { panelId, Tabs, tabId } from "../ui/tabs.tsx";
import { t } from "../ui/texts.ts";
import { UsageView } from "../usage/usage-view.tsx";
import { FailureBox } from "./failure-box.tsx";
import { goTo } from "./go-to.ts";
import { keepFocus } from "./keep-focus.ts";
import { PrimaryButton } from "./primary-button.tsx";
import { UnfinishedNotice } from "./unfinished-notice.tsx";
import { useWidthClass } from "./use-width-class.ts";

/** The heavy parts, brought when first needed: the form paints before map and 3D are loaded. */
export interface Lazy {
  createMap: CreateMapView;
  loadPreview: () => Promise<CreatePreview>;
}

const stepNames = (): Record<Step, string> => ({
  area: t.stepArea,
  settings: t.stepSettings,
  preview: t.stepPreview,
  insert: t.stepInsert,
});

export function App({ store, lazy }: { store: Store; lazy: Lazy }) {
  const root = useRef<HTMLDivElement>(null);
  useWidthClass(root);
  useEffect(() => (root.current === null ? undefined : keepFocus(root.current)), []);
  usePreviewInTime(store, lazy);
  const view = store.view.value;
  const names = stepNames();
  return (
    <div class="app" ref={root}>
      <header>
        <TitleBar store={store} />
        <Tabs
          label={t.steps}
          selected={store.step.value}
          tabs={steps.map((id) => ({ id, label: names[id], done: isDone(store, id) }))}
          onSelect={(id) => goTo(store, id)}
        />
      </header>
      <main class="main">
        <StepPanels store={store} lazy={lazy} hidden={view !== "steps"} />
        {view === "key" && (
          <SideView store={store} title={t.keyTitle}>
            <KeyView store={store} />
          </SideView>
        )}
        {view === "usage" && (
          <SideView store={store} title={t.usageTitle}>
            <UsageView store={store} />
          </SideView>
        )}
      </main>
      <footer class="footer">
        {store.hostGone.value && (
          <p class="notice warn" role="alert">
            {t.hostClosed}
          </p>
        )}
        <FailureBox store={store} />
        <UnfinishedNotice store={store} />
        <PrimaryButton store={store} />
      </footer>
    </div>
  );
}

/** The 3D code is brought while the service works: the first piece of the answer must not wait for it. */
function usePreviewInTime(store: Store, { loadPreview }: Lazy): void {
  useSignalEffect(() => {
    // What fails here is tried again, and told, where the preview is opened.
    if (store.life.value.phase === "fetching") loadPreview().catch(() => undefined);
  });
}

function TitleBar({ store }: { store: Store }) {
  const view = store.view.value;
  const toggle = (place: "key" | "usage") =>
    view === place ? goTo(store, store.step.value) : goTo(store, place);
  return (
    <div class="header">
      <h1 class="brand">
        <span class="brand-mark" aria-hidden="true" />
        <span class="brand-name">{t.product}</span>
      </h1>
      <span class="header-document" title={store.documentName.value}>
        {store.documentName.value}
      </span>
      <div class="header-links">
        <Button look="plain" id="open-key" pressed={view === "key"} onClick={() => toggle("key")}>
          {t.viewKey}
          <span class={store.secret.value.hasKey ? "dot held" : "dot"} aria-hidden="true" />
        </Button>
        <Button look="plain" id="open-usage" pressed={view === "usage"} onClick={() => toggle("usage")}>
          {t.viewUsage}
        </Button>
      </div>
    </div>
  );
}

/** Opened steps stay alive while hidden, so that map and 3D are made once. */
function StepPanels({ store, lazy, hidden }: { store: Store; lazy: Lazy; hidden: boolean }) {
  const step = store.step.value;
  const opened = useRef(new Set<Step>());
  opened.current.add(step);
  const content: Record<Step, () => preact.ComponentChildren> = {
    area: () => <AreaStep store={store} createMap={lazy.createMap} />,
    settings: () => <SettingsStep store={store} />,
    preview: () => <PreviewStep store={store} loadPreview={lazy.loadPreview} />,
    insert: () => <InsertStep store={store} />,
  };
  return (
    <>
      {steps.map((id) => (
        <div
          key={id}
          role="tabpanel"
          id={panelId(id)}
          aria-labelledby={tabId(id)}
          class="panel"
          tabIndex={-1}
          hidden={hidden || id !== step}
        >
          <ErrorBoundary>{opened.current.has(id) ? content[id]() : null}</ErrorBoundary>
        </div>
      ))}
    </>
  );
}

interface SideViewProps {
  store: Store;
  title: string;
  children: preact.ComponentChildren;
}

/** Takes the focus when it opens, and gives it back to what opened it. */
function SideView({ store, title, children }: SideViewProps) {
  const section = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  // A layout effect: its end comes before the view is taken away, while the focus is still in it.
  useLayoutEffect(() => {
    const opener = document.activeElement;
    const own = section.current;
    heading.current?.focus();
    return () => {
      const isHere = own?.contains(document.activeElement) ?? false;
      if (isHere && opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  return (
    <section class="panel" aria-label={title} ref={section}>
      <div class="card-head">
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <Button look="plain" onClick={() => goTo(store, store.step.value)}>
          {t.back}
        </Button>
      </div>
      <ErrorBoundary>{children}</ErrorBoundary>
    </section>
  );
}

function isDone(store: Store, step: Step): boolean {
  const life = store.life.value;
  if (step === "area") return life.draftKey !== null;
  if (step === "insert") return life.phase === "done";
  return isHeld(life);
}
