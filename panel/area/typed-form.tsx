import { useEffect, useRef, useState } from "preact/hooks";
import type { AreaDraft, AreaShape } from "../state/draft.ts";
import type { Store } from "../state/store.ts";
import { NumberField, Segmented, TextField } from "../ui/controls.tsx";
import { t } from "../ui/texts.ts";
import { emptyTyped, readTyped, type TypedArea, type TypedField, typedFrom } from "./typed-area.ts";

/** The area without a map: also the way for keyboard and screen reader. Every valid text is the area at once. */
export function TypedForm({ store, onTyped }: { store: Store; onTyped(draft: AreaDraft): void }) {
  const [typed, setTyped] = useState<TypedArea>(emptyTyped);
  const [issues, setIssues] = useState<Partial<Record<TypedField, string>>>({});
  const mine = useRef(new WeakSet<AreaDraft>());
  /** The form shows what is held on the map, which may yet be given up. */
  const following = useRef(false);
  const { value: drawing } = store.drawing;
  const area = drawing ?? store.area.value;

  useEffect(() => {
    // An area that came from elsewhere fills the form; one typed here must not be rewritten under the cursor. A set,
    // because the effect of one keystroke may run after the next.
    if (area === null || (mine.current.has(area) && !following.current)) return;
    following.current = drawing !== null;
    setTyped(typedFrom(area));
    setIssues({});
  }, [area]);

  const change = (changes: Partial<TypedArea>) => {
    const next = { ...typed, ...changes };
    setTyped(next);
    const result = readTyped(next);
    setIssues("issues" in result ? result.issues : {});
    if (!("draft" in result)) return;
    mine.current.add(result.draft);
    following.current = false;
    store.drawing.value = null;
    store.area.value = result.draft;
    onTyped(result.draft);
  };
  const text = (field: TypedField) => ({
    value: typed[field],
    issue: issues[field],
    onInput: (value: string) => change({ [field]: value }),
  });
  const shapes = (["rectangle", "circle", "polygon"] as AreaShape[]).map((value) => ({
    value,
    label: t.shapes[value],
  }));

  return (
    <div class="stack">
      <Segmented
        legend={t.shape}
        value={typed.shape}
        options={shapes}
        onChange={(shape) =>
          typed.centre || shape === "polygon" ? change({ shape }) : setTyped({ ...typed, shape })
        }
      />
      {typed.shape !== "polygon" && (
        <TextField label={t.centre} placeholder="43.7333, 7.4221" {...text("centre")} />
      )}
      {typed.shape === "rectangle" && (
        <>
          <div class="pair">
            <NumberField label={t.width} unit="m" min={0} {...text("width")} />
            <NumberField label={t.height} unit="m" min={0} {...text("height")} />
          </div>
          <NumberField label={t.rotation} unit="°" {...text("rotation")} />
        </>
      )}
      {typed.shape === "circle" && <NumberField label={t.radius} unit="m" min={0} {...text("radius")} />}
      {typed.shape === "polygon" && (
        <TextField label={t.corners} help={t.cornersHelp} rows={5} {...text("corners")} />
      )}
    </div>
  );
}
