import { useMemo, useState } from "preact/hooks";
import type { SceneModel } from "../../shared/scene/scene-model.ts";
import { sceneStatistics } from "../../shared/scene/statistics.ts";
import { excludedCount, exclusionsOf, keptModel } from "../state/exclusions.ts";
import { answerBytes } from "../state/kept/answer-cache.ts";
import type { FetchedModel } from "../state/ports.ts";
import { creditWords } from "../ui/credit-words.ts";
import {
  formatBytes,
  formatCount,
  formatDay,
  formatKm2,
  formatMetres,
  formatPlace,
  formatShares,
} from "../ui/format.ts";
import { safeLink } from "../ui/links.ts";
import { noteWords } from "../ui/said.ts";
import { t } from "../ui/texts.ts";
import { modelFigures, skippedRows } from "./model-facts.ts";

/** Notes first, then figures and sources. */
export function ModelCards({ answer }: { answer: FetchedModel }) {
  const { model } = answer;
  return (
    <>
      {model.warnings.length > 0 && (
        <div class="notice warn">
          <h2 class="caption">{t.warnings}</h2>
          {noteWords(model).map((text) => (
            <p key={text}>{text}</p>
          ))}
        </div>
      )}
      <SkippedCard model={model} />
      <Statistics answer={answer} />
      <Sources model={model} />
    </>
  );
}

function SkippedCard({ model }: { model: SceneModel }) {
  const rows = skippedRows(model);
  if (rows.length === 0) return null;
  const total = rows.reduce((sum, { count }) => sum + count, 0);
  return (
    <details class="card">
      <summary>
        {t.skippedTitle}: {formatCount(total)}
      </summary>
      <ul>
        {rows.map(({ what, reason, count }) => (
          <li key={what + reason}>
            {formatCount(count)} × {what}: {reason}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Of what is not left out. Counted when somebody looks, and once a choice: it walks over every triangle of the buildings. */
function Statistics({ answer }: { answer: FetchedModel }) {
  const [open, setOpen] = useState(false);
  return (
    <details class="card" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t.statistics}</summary>
      {open && <Figures answer={answer} />}
    </details>
  );
}

function Figures({ answer }: { answer: FetchedModel }) {
  const { frame, chargedKm2 } = answer.model;
  const list = exclusionsOf(answer.model).value;
  const kept = useMemo(() => keptModel(answer.model), [answer.model, list]);
  const buildings = useMemo(() => buildingRows(kept), [kept]);
  const { features, triangles, points } = modelFigures(kept);
  const rows: [string, string][] = [
    ...buildings,
    [t.objectsColumn, formatCount(features)],
    [t.triangles, formatCount(triangles)],
    [t.points, formatCount(points)],
    [t.memory, formatBytes(answerBytes(answer))],
    [t.origin, formatPlace(frame.originLonDeg, frame.originLatDeg)],
    [t.reference, frame.epsg === undefined ? frame.crs : `${frame.crs} (EPSG:${frame.epsg})`],
  ];
  if (list.length > 0) rows.push([t.leftOut, formatCount(excludedCount(list))]);
  if (chargedKm2 !== undefined) rows.push([t.charged, formatKm2(chargedKm2)]);
  return (
    <dl class="facts">
      {rows.map(([name, value]) => (
        <>
          <dt key={name}>{name}</dt>
          <dd class="number">{value}</dd>
        </>
      ))}
    </dl>
  );
}

/** What a planner asks first. Only what the model has. */
function buildingRows(model: SceneModel): [string, string][] {
  const { buildings, buildingMeshes, footprintM2, meanHeightM, highestM, heights, roofs, dataDates } =
    sceneStatistics(model);
  const rows: [string, string][] = [];
  if (buildings > 0 && meanHeightM !== null && highestM !== null) {
    rows.push([t.buildingCount, formatCount(buildings)]);
    rows.push([t.footprint, `${formatCount(footprintM2)} m²`]);
    rows.push([t.meanHeight, t.meanAndHighest(formatMetres(meanHeightM), formatMetres(highestM))]);
    const [levels, plain] = formatShares([heights.levels, heights.default, heights.stated, heights.unknown]);
    if (heights.unknown < buildingMeshes) rows.push([t.guessedHeights, t.guessedShares(levels, plain)]);
    const [assumed] = formatShares([roofs.default, roofs.stated, roofs.unknown]);
    if (roofs.unknown < buildingMeshes) rows.push([t.assumedRoofs, assumed]);
  }
  if (dataDates !== null)
    rows.push([
      t.dataDate,
      dataDates.oldest === dataDates.newest
        ? formatDay(dataDates.newest)
        : t.dateRange(formatDay(dataDates.oldest), formatDay(dataDates.newest)),
    ]);
  return rows;
}

function Sources({ model }: { model: SceneModel }) {
  if (model.attributions.length === 0) return null;
  return (
    <section class="sources" aria-label={t.sources}>
      <h2 class="caption">{t.sources}</h2>
      {model.attributions.map(({ text, licence, date, url }) => {
        const href = safeLink(url);
        const words = [...creditWords({ text, licence }), date && formatDay(date)]
          .filter(Boolean)
          .join(" · ");
        return (
          <p key={words} class="field-help">
            {href ? (
              <a href={href} target="_blank" rel="noopener noreferrer">
                {words}
              </a>
            ) : (
              words
            )}
          </p>
        );
      })}
    </section>
  );
}
