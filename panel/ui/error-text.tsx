import type { WireError } from "../../shared/errors.ts";
import { errorWords } from "./said.ts";

/** The three sentences of every failure: what happened, whether anything was charged, what to do next. */
export function ErrorText({ error }: { error: WireError }) {
  const { what, charged, next } = errorWords(error);
  return (
    <div class="notice error" role="alert">
      <p class="strong">{what}</p>
      <p>
        {charged} {next}
      </p>
    </div>
  );
}
