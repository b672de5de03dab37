import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { toContextileError, type WireError } from "../../shared/errors.ts";
import { refreshAccount } from "../state/account.ts";
import type { Store } from "../state/store.ts";
import { Button } from "../ui/controls.tsx";
import { ErrorText } from "../ui/error-text.tsx";
import { formatKm2 } from "../ui/format.ts";
import { knownWords } from "../ui/known-words.ts";
import { safeLink } from "../ui/links.ts";
import { t } from "../ui/texts.ts";
import { KeyForm } from "./key-form.tsx";
import { saveKey, storeKey, type UntestedKey } from "./save-key.ts";

/** Set, test and forget the key. What is typed is tested first; a wrong one never replaces the one that works. */
export function KeyView({ store }: { store: Store }) {
  const [message, setMessage] = useState("");
  const [failure, setFailure] = useState<WireError | null>(null);
  const [untested, setUntested] = useState<UntestedKey | null>(null);
  const [busy, setBusy] = useState(false);
  const { host } = store.ports;
  const secret = store.secret.value;
  const keysPage = safeLink(store.info.value?.keysPage);

  const guarded = async (doing: string, work: () => Promise<string>) => {
    if (busy) return;
    setBusy(true);
    setFailure(null);
    setMessage(doing);
    try {
      setMessage(await work());
    } catch (thrown) {
      setFailure(toContextileError(thrown).toWire());
      setMessage(secret.hasKey ? t.keyStays(secret.last4) : "");
    } finally {
      setBusy(false);
    }
  };
  const test = () =>
    guarded(t.loading, async () => {
      await refreshAccount(store);
      return testResult(store);
    });
  const save = (key: string, done: () => void) =>
    guarded(t.keyTesting, async () => {
      const result = await saveKey(store, key).catch((thrown: unknown) => {
        done();
        throw thrown;
      });
      if (!result.saved) {
        setUntested(result.ask);
        return "";
      }
      done();
      await refreshAccount(store);
      return result.untested ? `${t.keyUntested[result.untested]} ${t.keySavedUntested}` : testResult(store);
    });
  const answer = (key: string | null) => {
    setUntested(null);
    if (key === null) return setMessage(t.keyStays(secret.last4));
    return void guarded(t.loading, async () => {
      await storeKey(store, key);
      await refreshAccount(store);
      return t.keySavedUntested;
    });
  };
  const forget = () =>
    guarded("", async () => {
      store.secret.value = await host.request("secret.clear", {});
      await refreshAccount(store);
      return t.keyForgotten;
    });

  return (
    <div class="stack narrow">
      <p>{secret.hasKey ? t.keyHeld(secret.last4) : t.keyNone}</p>
      <dl class="facts">
        <dt>{t.keyStore}</dt>
        <dd>{knownWords(secret.store)}</dd>
      </dl>
      {secret.warning && <p class="notice warn">{knownWords(secret.warning)}</p>}
      {host.profile.canStoreKey ? (
        <KeyForm
          store={store}
          busy={busy}
          asking={untested}
          onSave={(key, done) => void save(key, done)}
          onAnswer={answer}
        />
      ) : (
        <p class="muted">{t.cannotStore}</p>
      )}
      {secret.hasKey && <StoredKey onTest={() => void test()} onForget={() => void forget()} />}
      {failure && <ErrorText error={failure} />}
      <p role="status" id="key-said">
        {message}
      </p>
      {!failure && store.accountError.value && <ErrorText error={store.accountError.value} />}
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

/**
 * What can be done with the stored key; forgetting it takes a second click. The buttons are never disabled while
 * something runs: that would take the focus from a keyboard user. The question takes the focus to the answer that loses
 * nothing, and gives it back to the button that asked.
 */
function StoredKey({ onTest, onForget }: { onTest(): void; onForget(): void }) {
  const [asking, setAsking] = useState(false);
  const row = useRef<HTMLDivElement>(null);
  const asked = useRef(false);
  // Before the page is painted, so that the focus is never nowhere.
  useLayoutEffect(() => {
    if (asking || asked.current) row.current?.querySelector<HTMLElement>(".button:last-child")?.focus();
    asked.current = asking;
  }, [asking]);
  const answer = (forget: boolean) => {
    setAsking(false);
    if (forget) onForget();
  };
  return (
    <div class="button-row" ref={row}>
      <Button onClick={onTest}>{t.testKey}</Button>
      {asking ? (
        <>
          <Button look="danger" onClick={() => answer(true)}>
            {t.forgetSure}
          </Button>
          <Button onClick={() => answer(false)}>{t.keep}</Button>
        </>
      ) : (
        <Button look="danger" onClick={() => setAsking(true)}>
          {t.forgetKey}
        </Button>
      )}
    </div>
  );
}

function testResult(store: Store): string {
  if (store.accountError.value) return "";
  const account = store.account.value;
  return account ? t.keyWorks(account.plan, formatKm2(account.balanceKm2)) : t.keyWorksPlain;
}
