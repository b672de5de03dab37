import { useRef, useState } from "preact/hooks";
import { checkKey } from "../../shared/api/key-issues.ts";
import { toContextileError } from "../../shared/errors.ts";
import { refreshAccount } from "../state/account.ts";
import type { Store } from "../state/store.ts";
import { Button, FieldFrame } from "../ui/controls.tsx";
import { ErrorText } from "../ui/error-text.tsx";
import { formatKm2 } from "../ui/format.ts";
import { safeLink } from "../ui/links.ts";
import { t } from "../ui/texts.ts";

/**
 * The key is typed into an uncontrolled field, read once, handed to the host and cleared: no state, no signal and no
 * storage of the page ever holds it.
 */
export function KeyView({ store }: { store: Store }) {
  const field = useRef<HTMLInputElement>(null);
  const [issue, setIssue] = useState<string | null>(null);
  const [message, setMessage] = useState("");
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const { host } = store.ports;
  const secret = store.secret.value;
  const keysPage = safeLink(store.info.value?.keysPage);

  const guarded = async (work: () => Promise<void>) => {
    setBusy(true);
    try {
      await work();
    } catch (thrown) {
      setIssue(toContextileError(thrown).message);
    } finally {
      setBusy(false);
    }
  };
  const test = () =>
    guarded(async () => {
      setMessage(t.loading);
      await refreshAccount(store);
      setMessage(testResult(store));
    });
  const save = () => {
    const input = field.current;
    if (input === null) return;
    const checked = checkKey(input.value);
    if (!checked.ok) {
      setIssue(checked.issues[0]?.message ?? t.keyEmpty);
      return;
    }
    setIssue(null);
    input.value = "";
    void guarded(async () => {
      store.secret.value = await host.request("secret.set", { key: checked.value });
      setMessage(t.keySaved);
      await test();
    });
  };
  const forget = () =>
    guarded(async () => {
      setAsking(false);
      store.secret.value = await host.request("secret.clear", {});
      await refreshAccount(store);
      setMessage(t.keyForgotten);
    });

  return (
    <div class="stack narrow">
      <p>{secret.hasKey ? t.keyHeld(secret.last4) : t.keyNone}</p>
      <dl class="facts">
        <dt>{t.keyStore}</dt>
        <dd>{secret.store}</dd>
      </dl>
      {secret.warning && <p class="notice warn">{secret.warning}</p>}
      {host.profile.canStoreKey ? (
        <form
          class="card"
          autocomplete="off"
          onSubmit={(event) => {
            event.preventDefault();
            save();
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
                aria-describedby={describedBy}
                aria-invalid={invalid}
                onInput={() => setIssue(null)}
                onPaste={(event) => keepLineBreaks(event)}
              />
            )}
          </FieldFrame>
          <div class="button-row">
            <button type="submit" class="button chosen" disabled={busy}>
              {t.saveKey}
            </button>
          </div>
        </form>
      ) : (
        <p class="muted">{t.cannotStore}</p>
      )}
      {secret.hasKey && (
        <div class="button-row">
          <Button disabled={busy} onClick={() => void test()}>
            {t.testKey}
          </Button>
          {!asking && (
            <Button look="danger" disabled={busy} onClick={() => setAsking(true)}>
              {t.forgetKey}
            </Button>
          )}
          {asking && (
            <>
              <Button look="danger" onClick={() => void forget()}>
                {t.forgetSure}
              </Button>
              <Button onClick={() => setAsking(false)}>{t.keep}</Button>
            </>
          )}
        </div>
      )}
      <p role="status">{message}</p>
      {store.accountError.value && <ErrorText error={store.accountError.value} />}
      {keysPage && (
        <p>
          <a href={keysPage} target="_blank" rel="noopener noreferrer">
            {t.keysPage}
          </a>
        </p>
      )}
    </div>
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

function testResult(store: Store): string {
  if (store.accountError.value) return "";
  const account = store.account.value;
  return account ? t.keyWorks(account.plan, formatKm2(account.balanceKm2)) : t.keyWorksPlain;
}
