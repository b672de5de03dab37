import { effect } from "@preact/signals";
import type { HostProfile } from "../../shared/bridge/protocol.ts";
import type { Store } from "../state/store.ts";

type HostTheme = HostProfile["theme"];

/** Follows the host; where it says `system`, the system. The page shows it as `data-theme`. */
export function followTheme(store: Store): void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  let wanted: HostTheme = store.ports.host.profile.theme;
  const apply = () => {
    store.theme.value = wanted === "system" ? (system.matches ? "dark" : "light") : wanted;
  };
  apply();
  system.addEventListener("change", apply);
  store.ports.host.on("theme", ({ theme }) => {
    wanted = theme;
    apply();
  });
  effect(() => {
    document.documentElement.dataset.theme = store.theme.value;
  });
}
