import { toContextileError } from "../../shared/errors.ts";
import { refreshStored } from "./kept/stored-answers.ts";
import type { Store } from "./store.ts";

/** Reads balance and usage again. Without a key there is nothing to read. Never throws: the error is kept for showing. */
export async function refreshAccount(store: Store): Promise<void> {
  if (!store.secret.value.hasKey) {
    store.account.value = null;
    store.accountError.value = null;
    return;
  }
  try {
    store.account.value = await store.ports.service.account();
    store.accountError.value = null;
  } catch (thrown) {
    store.account.value = null;
    store.accountError.value = toContextileError(thrown).toWire();
  }
}

/** Reads what the service offers; without an answer the panel still draws, sets and shows. */
export async function refreshInfo(store: Store): Promise<void> {
  try {
    store.info.value = await store.ports.service.info();
  } catch {
    store.info.value = null;
  }
}

const firstPauseMs = 5_000;
const longestPauseMs = 60_000;

/** A service that was not there when the panel opened is asked again until it says what it offers and costs. */
export async function keepAskingForInfo(store: Store): Promise<void> {
  if (store.info.value !== null) return;
  for (
    let pauseMs = firstPauseMs;
    store.info.value === null;
    pauseMs = Math.min(pauseMs * 2, longestPauseMs)
  ) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    if (store.hostGone.value) return;
    if (store.info.value === null) await refreshInfo(store);
  }
  // What is kept belongs to a service by what it says of itself.
  await Promise.all([refreshAccount(store), refreshStored(store)]);
}
