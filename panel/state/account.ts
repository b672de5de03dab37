import { toContextileError } from "../../shared/errors.ts";
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
