import type { HandoffReceipt } from "../../shared/scene/handoff.ts";
import { formatBytes, formatCount } from "../ui/format.ts";
import { knownWords } from "../ui/known-words.ts";
import { layerWord, toldWords } from "../ui/said.ts";
import { t } from "../ui/texts.ts";

/** What the host says it made. */
export function ReceiptCard({ receipt }: { receipt: HandoffReceipt }) {
  return (
    <section class="card receipt" id="receipt" aria-label={t.receipt}>
      <h2>
        {t.receipt}: {receipt.documentName}
      </h2>
      <MadeTable receipt={receipt} />
      <dl class="facts">
        <dt>{t.undoStep}</dt>
        <dd>{receipt.undoName}</dd>
        <dt>{t.replaced}</dt>
        <dd class="number">{formatCount(receipt.replaced)}</dd>
        <dt>{t.georeference}</dt>
        <dd>{t.georeferences[receipt.georeference]}</dd>
      </dl>
      {receipt.skipped.length > 0 && (
        <>
          <h3>{t.skippedTitle}</h3>
          <ul>
            {receipt.skipped.map(({ what, reason, said, count }) => (
              <li key={what + reason}>
                {formatCount(count)} × {layerWord(what)}: {knownWords(toldWords(said, reason))}
              </li>
            ))}
          </ul>
        </>
      )}
      {receipt.warnings.map((text) => (
        <p key={text} class="notice warn">
          {text}
        </p>
      ))}
      {receipt.files && receipt.files.length > 0 && (
        <>
          <h3>{t.files}</h3>
          <ul>
            {receipt.files.map(({ name, bytes, path }) => (
              <li key={path} title={path} class="file">
                {name} <span class="muted">{formatBytes(bytes)}</span>
                <br />
                <span class="muted">{path}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function MadeTable({ receipt }: { receipt: HandoffReceipt }) {
  return (
    <table>
      <caption class="visually-hidden">{t.made}</caption>
      <thead>
        <tr>
          <th scope="col">{t.layer}</th>
          <th scope="col" class="number">
            {t.objectsColumn}
          </th>
          <th scope="col" class="number">
            {t.facetsColumn}
          </th>
          <th scope="col" class="number">
            {t.instancesColumn}
          </th>
        </tr>
      </thead>
      <tbody>
        {receipt.made.map(({ layer, objects, facets, instances }) => (
          <tr key={layer}>
            <th scope="row">{t.layerNames[layer]}</th>
            <td class="number">{formatCount(objects)}</td>
            <td class="number">{formatCount(facets)}</td>
            <td class="number">{formatCount(instances)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
