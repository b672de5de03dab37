import { useEffect, useMemo } from "preact/hooks";
import type { SceneModel } from "../../shared/scene/scene-model.ts";
import { excludedCount, exclusionsOf } from "../state/exclusions.ts";
import { isBusy } from "../state/life-cycle.ts";
import type { Store } from "../state/store.ts";
import { Button, Segmented, TextField } from "../ui/controls.tsx";
import { formatBytes, formatCount } from "../ui/format.ts";
import { noteWords } from "../ui/said.ts";
import { t } from "../ui/texts.ts";
import { buildingCount, readGeoreference, usesPerFeature } from "./insert-model.ts";
import { heightSentence, lowestGround, placementSentences } from "./placement.ts";
import { ReceiptCard } from "./receipt-card.tsx";
import { saveModel } from "./save-file.ts";

/** Into the document, or into a file. The button that does it is the panel's primary button. */
export function InsertStep({ store }: { store: Store }) {
  const answer = store.answer.value;
  const { receipt } = store.life.value;
  useEffect(() => void readGeoreference(store).catch(() => undefined), [answer, store.documentName.value]);
  if (answer === null)
    return (
      <div class="empty">
        <h2>{t.nothingInserted}</h2>
        <p class="muted">{store.life.value.heldKeys.length > 0 ? t.staleHelp : t.whyNoModel}</p>
      </div>
    );
  return (
    <div class="columns">
      {receipt && <ReceiptCard receipt={receipt} />}
      <section class="card">
        <TextField
          label={t.name}
          value={store.insertName.value}
          maxLength={120}
          issue={store.insertName.value.trim() === "" ? t.nameMissing : null}
          onInput={(name) => {
            store.insertName.value = name;
          }}
        />
        <PerFeatureChoice store={store} model={answer.model} />
        <LeftOutLine model={answer.model} />
      </section>
      <DestinationCard store={store} model={answer.model} />
      <FilesCard store={store} />
    </div>
  );
}

/** Said before the click that hands the model over, not only in its receipt. */
function LeftOutLine({ model }: { model: SceneModel }) {
  const count = excludedCount(exclusionsOf(model).value);
  if (count === 0) return null;
  return (
    <p class="field-help" id="insert-left-out">
      {t.leftOut}: {formatCount(count)}. {t.leftOutHelp}
    </p>
  );
}

function PerFeatureChoice({ store, model }: { store: Store; model: SceneModel }) {
  const { maxPerFeature } = store.ports.host.profile;
  if (maxPerFeature === 0) return null;
  const capped = store.perFeature.value && !usesPerFeature(store, model);
  return (
    <div class="field">
      <span class="field-label">{t.objectsAs}</span>
      <Segmented
        legend={t.objectsAs}
        value={store.perFeature.value ? "feature" : "layer"}
        options={[
          { value: "layer", label: t.perLayer },
          { value: "feature", label: t.perBuilding },
        ]}
        onChange={(value) => {
          store.perFeature.value = value === "feature";
        }}
      />
      {capped && (
        <p class="field-help">
          {t.perBuildingCap(formatCount(buildingCount(model)), formatCount(maxPerFeature))}
        </p>
      )}
    </div>
  );
}

function DestinationCard({ store, model }: { store: Store; model: SceneModel }) {
  const { profile } = store.ports.host;
  const takesModels = profile.formats.length > 0;
  const lowestM = useMemo(() => lowestGround(model), [model]);
  const height = heightSentence(model.frame, store.georeference.value, lowestM);
  return (
    <section class="card" aria-label={t.goesTo}>
      <h2 class="caption">{t.goesTo}</h2>
      {!takesModels && <p>{t.noHostFormat}</p>}
      {takesModels && (
        <dl class="facts">
          <dt>{t.document}</dt>
          <dd>
            {store.documentName.value || "–"} · {profile.name} {profile.version}
          </dd>
          <dt>{t.units}</dt>
          <dd>{profile.units}</dd>
          <dt>{t.placement}</dt>
          <dd>
            {[
              ...placementSentences(model.frame, store.georeference.value, profile.canGeoreference),
              height ?? "",
            ].join(" ")}
          </dd>
        </dl>
      )}
    </section>
  );
}

function FilesCard({ store }: { store: Store }) {
  const saved = store.saved.value?.model === store.answer.value?.model ? store.saved.value : null;
  const blocked = isBusy(store.life.value) || store.insertName.value.trim() === "";
  return (
    <section class="card" aria-label={t.files}>
      <h2 class="caption">{t.files}</h2>
      <p class="field-help">{t.filesHelp}</p>
      <div class="button-row">
        {(["3dm", "glb"] as const).map((format) => (
          <Button key={format} disabled={blocked} onClick={() => void saveModel(store, format)}>
            {t.formats[format]}
          </Button>
        ))}
      </div>
      <div role="status">
        {saved && (
          <p>
            {t.saved}{" "}
            <a id="saved-file" href={saved.url} download={saved.name}>
              {saved.name}
            </a>{" "}
            <span class="muted">{formatBytes(saved.bytes)}</span>
          </p>
        )}
        {(saved ? noteWords(saved) : []).map((text) => (
          <p key={text} class="field-help">
            {text}
          </p>
        ))}
      </div>
    </section>
  );
}
