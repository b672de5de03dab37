import { useEffect, useRef, useState } from "preact/hooks";
import { checkKey } from "../../shared/api/key-issues.ts";
import type { Store } from "../state/store.ts";
import { Button, FieldFrame } from "../ui/controls.tsx";
import { issueWords } from "../ui/said.ts";
import { t } from "../ui/texts.ts";
import type { UntestedKey } from "./save-key.ts";

interface KeyFormProps {
  store: Store;
  busy: boolean;
  /** This key could not be tested, and there is another one to lose. */
  asking: UntestedKey | null;
  /** The key is kept nowhere but in the field; `done` empties it. */
  onSave(key: string, done: () => void): void;
  /** The answer to `asking`: the key to store untested, or null to keep the stored one. */
  onAnswer(key: string | null): void;
}

/**
 * The key is typed into an uncontrolled field, handed to the host and cleared: no state, no signal and no storage of
 * the page ever holds it. While the user is asked, the field itself keeps it.
 */
export function KeyForm({ store, busy, asking, onSave, onAnswer }: KeyFormProps) {
  const field = useRef<HTMLInputElement>(null);
  const [issue, setIssue] = useState<string | null>(null);
  const secret = store.secret.value;

  const read = (use: (key: string) => void) => {
    const checked = checkKey(field.current?.value ?? "");
    setIssue(checked.ok ? null : (checked.issues.map(issueWords)[0] ?? t.keyEmpty));
    if (checked.ok) use(checked.value);
  };
  const clear = () => {
    if (field.current) field.current.value = "";
  };
  const answer = (replace: boolean) => {
    if (replace) read(onAnswer);
    else onAnswer(null);
    clear();
    field.current?.focus();
  };

  return (
    <form
      class="card"
      autocomplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && asking === null) read((key) => onSave(key, clear));
      }}
    >
      <FieldFrame label={secret.hasKey ? t.keyFieldReplace : t.keyField} help={t.keyHelp} issue={issue}>
        {({ input, describedBy, invalid }) => (
          <input
            ref={field}
            id={input}
            class="input"
            type="password"
            autocomplete="off"
            spellcheck={false}
            readOnly={busy || asking !== null}
            aria-describedby={describedBy}
            aria-invalid={invalid}
            onInput={() => setIssue(null)}
            onPaste={(event) => keepLineBreaks(event)}
          />
        )}
      </FieldFrame>
      {asking === null ? (
        <div class="button-row">
          <button type="submit" class="button chosen" disabled={busy}>
            {t.saveKey}
          </button>
        </div>
      ) : (
        <ReplaceQuestion last4={secret.last4} asking={asking} busy={busy} onAnswer={answer} />
      )}
    </form>
  );
}

interface QuestionProps {
  last4: string;
  asking: UntestedKey;
  busy: boolean;
  onAnswer(replace: boolean): void;
}

/** Focus begins on the answer that loses nothing. */
function ReplaceQuestion({ last4, asking, busy, onAnswer }: QuestionProps) {
  const keep = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // A button that is still disabled cannot be focused.
    if (!busy) keep.current?.querySelector("button")?.focus();
  }, [busy]);
  return (
    <fieldset class="notice warn" aria-labelledby="key-question" id="key-replace">
      <p id="key-question">
        {t.keyUntested[asking]} {t.keyReplaceAsk(last4)}
      </p>
      <div class="button-row" ref={keep}>
        <Button disabled={busy} onClick={() => onAnswer(false)}>
          {t.keyKeepStored}
        </Button>
        <Button look="danger" disabled={busy} onClick={() => onAnswer(true)}>
          {t.keyReplace}
        </Button>
      </div>
    </fieldset>
  );
}

/** A one-line field drops line breaks silently; a key pasted with one inside would be wrong and look right. */
function keepLineBreaks(event: ClipboardEvent): void {
  const text = event.clipboardData?.getData("text") ?? "";
  const trimmed = text.trim();
  if (!/[\r\n]/.test(trimmed)) return;
  event.preventDefault();
  const input = event.currentTarget;
  if (!(input instanceof HTMLInputElement)) return;
  input.value = trimmed.replace(/[\r\n]+/g, " ");
  input.dispatchEvent(new Event("input", { bubbles: true }));
}
