import { useEffect, useRef, useState } from "preact/hooks";
import type { CreatePreview, Measure, Pick, Preview } from "../preview/preview.ts";
import type { Store } from "../state/store.ts";

export interface PreviewHandle {
  state: "loading" | "ready" | "none";
  /** All of the model on screen, not only the first slices. */
  shown: boolean;
  preview: Preview | null;
  picked: Pick | null;
  /** Between the last two points that were set; null before. */
  measure: Measure | null;
  /** Nothing is selected any more; the focus goes to the picture, where the next thing is chosen. */
  deselect(): void;
}

/**
 * One 3D view for the life of the step: made when there is something to see, shown the answer on screen or what has come
 * of it so far and nothing else, disposed with the step. `loadPreview` brings its chunk.
 */
export function usePreview(
  store: Store,
  container: { current: HTMLElement | null },
  loadPreview: () => Promise<CreatePreview>,
): PreviewHandle {
  const preview = useRef<Preview | null>(null);
  const [state, setState] = useState<PreviewHandle["state"]>("loading");
  const [shown, setShown] = useState(false);
  const [picked, setPicked] = useState<Pick | null>(null);
  const [measure, setMeasure] = useState<Measure | null>(null);
  const answer = store.answer.value;
  const feed = store.feed.value;
  const theme = store.theme.value;
  const wanted = answer !== null || feed !== null;

  useEffect(() => {
    if (!wanted) return;
    let gone = false;
    const open = async () => {
      const createPreview = await loadPreview();
      if (gone || container.current === null) return;
      const made = createPreview(container.current, store.theme.peek());
      preview.current = made;
      made?.onPick(setPicked);
      made?.onMeasure(setMeasure);
      setState(made ? "ready" : "none");
    };
    open().catch(() => !gone && setState("none"));
    return () => {
      gone = true;
      preview.current?.dispose();
      preview.current = null;
      setState("loading");
    };
  }, [wanted]);

  useEffect(() => {
    const view = preview.current;
    if (state !== "ready" || feed === null || view === null) return;
    view.expect(feed.place);
    return feed.show({
      append: (piece, onUsed) => view.append(piece, onUsed),
      restart: () => view.expect(feed.place),
    });
  }, [feed, state]);

  useEffect(() => {
    setPicked(null);
    setShown(false);
    if (state !== "ready" || answer === null) return;
    let gone = false;
    preview.current?.show(answer.model, answer.display, answer.streamed).then(
      () => !gone && setShown(true),
      () => !gone && setState("none"),
    );
    return () => {
      gone = true;
    };
  }, [answer, state]);
  useEffect(() => preview.current?.setTheme(theme), [theme, state]);

  const deselect = () => {
    preview.current?.select(null);
    setPicked(null);
    container.current?.querySelector("canvas")?.focus({ preventScroll: true });
  };
  return { state, shown, preview: preview.current, picked, measure, deselect };
}
