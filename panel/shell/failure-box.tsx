import { insertModel } from "../handoff/insert-model.ts";
import { errorPlace } from "../state/error-place.ts";
import { startPurchase } from "../state/fetching/purchase.ts";
import type { Store } from "../state/store.ts";
import { Button } from "../ui/controls.tsx";
import { safeLink } from "../ui/links.ts";
import { errorWords } from "../ui/said.ts";
import { t } from "../ui/texts.ts";
import { goTo } from "./go-to.ts";

/** What happened, whether anything was charged, what to do next, and a button that goes there. */
export function FailureBox({ store }: { store: Store }) {
  const { failure } = store.life.value;
  if (failure === null) return null;
  const { error, during } = failure;
  const { what, charged, next } = errorWords(error);
  // One's own cancel is no error, unless it may have cost something that a repeat does not bring back.
  const calm = error.code === "cancelled" && (error.charged === "no" || error.data?.repeatIsFree === true);
  return (
    <div class={calm ? "notice" : "notice error"} role={calm ? "status" : "alert"} id="failure">
      <p>
        <strong>{what}</strong> {charged} {next}
      </p>
      <div class="button-row">
        <PlaceButton store={store} place={errorPlace(error.code, during)} />
        <Button look="plain" onClick={() => store.send({ type: "dismiss" })}>
          {t.dismiss}
        </Button>
      </div>
    </div>
  );
}

function PlaceButton({ store, place }: { store: Store; place: ReturnType<typeof errorPlace> }) {
  if (place === "key") return <Button onClick={() => goTo(store, "key")}>{t.goToKey}</Button>;
  if (place === "area") return <Button onClick={() => goTo(store, "area")}>{t.goToArea}</Button>;
  if (place === "settings") return <Button onClick={() => goTo(store, "settings")}>{t.goToSettings}</Button>;
  if (place === "fetch") return <Button onClick={() => void startPurchase(store)}>{t.tryAgain}</Button>;
  if (place === "insert") return <Button onClick={() => void insertModel(store)}>{t.insertRetry}</Button>;
  if (place === "balance") return <Button onClick={() => goTo(store, "usage")}>{t.checkBalance}</Button>;
  if (place === "none") return null;
  const href = safeLink(store.info.value?.billingPage);
  if (href === null) return <Button onClick={() => goTo(store, "usage")}>{t.checkBalance}</Button>;
  return (
    <a class="button" href={href} target="_blank" rel="noopener noreferrer">
      {t.openBilling}
    </a>
  );
}
