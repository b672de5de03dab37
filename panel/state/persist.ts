import { effect } from "@preact/signals";
import { z } from "zod";
import { maxPresets, presetSchema } from "../../shared/settings/presets.ts";
import { defaultSettings, settingsSchema } from "../../shared/settings/schema.ts";
import { languages } from "../ui/language.ts";
import { mostRecent } from "./recent-areas.ts";
import type { Store } from "./store.ts";

const areaSchema = z.object({
  shape: z.enum(["rectangle", "circle", "polygon"]),
  ring: z.array(z.tuple([z.number(), z.number()])).max(5001),
});

/** What survives a restart, kept by the host. Every part falls back alone, so that one bad value costs only itself. */
const storedSchema = z.object({
  settings: settingsSchema.catch(defaultSettings).default(defaultSettings),
  area: areaSchema.nullable().catch(null).default(null),
  languageChoice: z.enum(languages).nullable().catch(null).default(null),
  presets: z.array(presetSchema).max(maxPresets).catch([]).default([]),
  recentAreas: z
    .array(areaSchema.extend({ name: z.string().max(120) }))
    .max(mostRecent)
    .catch([])
    .default([]),
  onlineMap: z
    .object({ on: z.boolean(), styleUrl: z.string().max(2000), attribution: z.string().max(500) })
    .catch({ on: false, styleUrl: "", attribution: "" })
    .default({ on: false, styleUrl: "", attribution: "" }),
  perFeature: z.boolean().catch(false).default(false),
});

/** Quiet time after the last change before it is stored. */
const delayMs = 600;

/** Puts back what was stored; then stores every later change. A host that cannot store costs only the memory. */
export async function restoreAndKeep(store: Store): Promise<void> {
  const stored = await store.ports.host.request("settings.get", {}).catch(() => ({}));
  const parsed = storedSchema.safeParse(stored);
  if (parsed.success) {
    store.settings.value = parsed.data.settings;
    store.area.value = parsed.data.area ?? store.area.value;
    store.languageChoice.value = parsed.data.languageChoice;
    store.presets.value = parsed.data.presets;
    store.recentAreas.value = parsed.data.recentAreas;
    store.onlineMap.value = parsed.data.onlineMap;
    store.perFeature.value = parsed.data.perFeature;
  }
  keep(store);
}

function keep(store: Store): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let first = true;
  effect(() => {
    const { shape, ring } = store.area.value ?? { shape: "polygon" as const, ring: [] };
    const snapshot = {
      settings: store.settings.value,
      area: ring.length === 0 ? null : { shape, ring: ring.map(([lon, lat]) => [lon, lat]) },
      languageChoice: store.languageChoice.value,
      presets: store.presets.value.map(({ name, settings }) => ({ name, settings })),
      recentAreas: store.recentAreas.value.map((recent) => ({
        ...recent,
        ring: recent.ring.map(([lon, lat]) => [lon, lat]),
      })),
      onlineMap: { ...store.onlineMap.value },
      perFeature: store.perFeature.value,
    };
    if (first) {
      first = false;
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(() => {
      void store.ports.host.request("settings.set", snapshot).catch(() => undefined);
    }, delayMs);
  });
}
