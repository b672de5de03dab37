import type { WireError } from "../../shared/errors.ts";
import { t } from "./texts.ts";

/** The three sentences of every failure: what happened, whether anything was charged, what to do next. */
export function ErrorText({ error }: { error: WireError }) {
  return (
    <div class="notice error" role="alert">
      <p class="strong">{error.message}</p>
      <p>
        {t.chargedSentences[error.charged]} {error.next}
      </p>
    </div>
  );
}
