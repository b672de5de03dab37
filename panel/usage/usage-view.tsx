import { useEffect } from "preact/hooks";
import type { Account } from "../../shared/contract/service.ts";
import { refreshAccount } from "../state/account.ts";
import { storedAnswersCapBytes } from "../state/kept/answer-store.ts";
import { forgetStored, refreshStored } from "../state/kept/stored-answers.ts";
import type { Store } from "../state/store.ts";
import { Button, Segmented } from "../ui/controls.tsx";
import { ErrorText } from "../ui/error-text.tsx";
import { formatBytes, formatCount, formatKm2 } from "../ui/format.ts";
import { language, languageNames, languages } from "../ui/language.ts";
import { safeLink } from "../ui/links.ts";
import { t } from "../ui/texts.ts";
import { UsageBars } from "./usage-bars.tsx";

export function UsageView({ store }: { store: Store }) {
  useEffect(() => void refreshAccount(store), []);
  const account = store.account.value;
  return (
    <div class="stack narrow">
      {account && <Figures account={account} />}
      {account &&
        (account.days.length > 0 ? <UsageBars days={account.days} /> : <p class="muted">{t.noDays}</p>)}
      {!account && <NoFigures store={store} />}
      <div class="button-row">
        <Button onClick={() => void refreshAccount(store)}>{t.refresh}</Button>
        <PageLink address={store.info.value?.billingPage} text={t.billingPage} />
        <PageLink address={store.info.value?.keysPage} text={t.keysPage} />
      </div>
      <StoredCard store={store} />
      <LanguageCard store={store} />
    </div>
  );
}

/** Why there are none: no key, an error, or a service that tells none. */
function NoFigures({ store }: { store: Store }) {
  if (!store.secret.value.hasKey)
    return (
      <>
        <p class="muted">{t.usageNeedsKey}</p>
        <div class="button-row">
          <Button
            onClick={() => {
              store.view.value = "key";
            }}
          >
            {t.goToKey}
          </Button>
        </div>
      </>
    );
  const error = store.accountError.value;
  return error ? <ErrorText error={error} /> : <p class="muted">{t.noAccount}</p>;
}

/** What is kept on this computer, so that it stays free, and the way to be rid of it. */
function StoredCard({ store }: { store: Store }) {
  useEffect(() => void refreshStored(store), []);
  const { count, bytes } = store.storedSize.value;
  return (
    <section class="card" aria-label={t.storedTitle} id="stored-answers">
      <h3>{t.storedTitle}</h3>
      <p class="muted">{t.storedHelp}</p>
      <p role="status">{t.storedSize(count, formatBytes(bytes), formatBytes(storedAnswersCapBytes))}</p>
      <div class="button-row">
        <Button disabled={count === 0} onClick={() => void forgetStored(store)}>
          {t.storedClear}
        </Button>
      </div>
    </section>
  );
}

function LanguageCard({ store }: { store: Store }) {
  return (
    <section class="card" aria-label={t.language} id="language">
      <h3>{t.language}</h3>
      <Segmented
        legend={t.language}
        value={language.value}
        options={languages.map((value) => ({ value, label: languageNames[value] }))}
        onChange={(value) => {
          store.languageChoice.value = value;
        }}
      />
    </section>
  );
}

function Figures({ account }: { account: Account }) {
  const rows: [string, string][] = [
    [t.balance, formatKm2(account.balanceKm2)],
    [t.plan, account.plan],
    [t.totalRequests, formatCount(account.totalRequests)],
    [t.totalKm2, formatKm2(account.totalKm2)],
    [t.meanKm2, formatKm2(account.meanKm2)],
  ];
  return (
    <dl class="facts card-facts">
      {rows
        .filter(([, value]) => value !== "")
        .map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd class="number">{value}</dd>
          </>
        ))}
    </dl>
  );
}

function PageLink({ address, text }: { address: string | undefined; text: string }) {
  const href = safeLink(address);
  return href === null ? null : (
    <a class="button" href={href} target="_blank" rel="noopener noreferrer">
      {text}
    </a>
  );
}
