import { useState } from "preact/hooks";
import type { Store } from "../state/store.ts";
import { Checkbox, TextField } from "../ui/controls.tsx";
import { t } from "../ui/texts.ts";

/** Off by default: the one setting that lets the panel load anything from the internet, where the host allows it. */
export function OnlineMapSetting({ store }: { store: Store }) {
  const [url, setUrl] = useState(store.onlineMap.value.styleUrl);
  const map = store.onlineMap.value;
  const bad = url !== "" && !url.startsWith("https://");
  return (
    <details class="card">
      <summary>{t.onlineMap}</summary>
      <TextField
        label={t.onlineUrl}
        type="url"
        value={url}
        placeholder="https://"
        issue={bad ? t.onlineBad : null}
        onInput={(text) => {
          setUrl(text);
          // Nothing half typed may be asked for: another address is off until it is switched on.
          const isAddress = text === "" || text.startsWith("https://");
          store.onlineMap.value = { ...map, styleUrl: isAddress ? text : map.styleUrl, on: false };
        }}
      />
      <TextField
        label={t.onlineAttribution}
        value={map.attribution}
        onInput={(attribution) => {
          store.onlineMap.value = { ...map, attribution };
        }}
      />
      <Checkbox
        label={t.onlineMap}
        help={t.onlineMapHelp}
        checked={map.on}
        disabled={map.styleUrl === "" || bad}
        onChange={(on) => {
          store.onlineMap.value = { ...map, on };
        }}
      />
    </details>
  );
}
