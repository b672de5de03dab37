/** What happens between the fetch and the document: the sentences of the panel and the advice of the error family. */
import { t } from "../../panel/ui/texts.ts";
import { adviceByCode, ContextileError, chargedSentence, type ErrorCode } from "../../shared/errors.ts";
import { failed, notSent, type Section } from "./row.ts";

/** The host's own sentence comes first; these are the ones of the hosts in this repository. */
function fromHost(input: string, code: ErrorCode, message: string) {
  return failed(input, new ContextileError(code, message));
}

export function workSection(): Section {
  const cancelled = `${chargedSentence("no")} ${adviceByCode.cancelled}`;
  return {
    title: "Preview, insert, programs",
    rows: [
      notSent("layers or area changed after a fetch: the old model is not shown", t.staleHelp),
      notSent("the preview is closed or hidden: nothing is drawn, nothing goes on", t.heldFree),
      notSent("no WebGL 2, for the map", t.noMap),
      notSent("no WebGL 2, for the preview", t.no3d),
      notSent("a part of the page fails", t.crashed),
      notSent("the program closes the connection", t.hostClosed),
      notSent(
        "a kept answer is gone or damaged",
        `${t.storedGone} ${chargedSentence("no")} ${t.storedGoneNext}`,
      ),
      {
        input: "panel or program crashed while it fetched, then opens again",
        says: `${t.unfinishedHere} ${t.unfinishedFree("24 Nov 2026, 14:30")}`,
        charged: "once at most",
      },
      {
        input: "the same, ids not confirmed",
        says: `${t.unfinishedHere} ${t.unfinishedDoubt}`,
        charged: "uncertain",
      },
      fromHost("the program is gone during the insert", "host-gone", "The CAD program does not answer."),
      fromHost("a command runs in the program", "host-busy", "A command is running."),
      fromHost("the program fails while it builds", "host-failed", "The program could not build the model."),
      fromHost("the disk is full", "disk-full", "The disk is full."),
      fromHost(
        "panel and plug-in of different versions",
        "protocol-version",
        "The plug-in speaks another version.",
      ),
      notSent("the insert is cancelled: the document is as before", cancelled),
      notSent("an insert without a name", t.nameMissing),
    ],
  };
}
