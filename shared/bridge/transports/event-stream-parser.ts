/** One server-sent event: `id` is null where the event named none. Source: HTML Living Standard, "Server-sent events". */
export interface StreamEvent {
  id: string | null;
  data: string;
}

/** Reads server-sent events from text that arrives in pieces of any size. Comments (heartbeats) yield nothing. */
export class EventStreamParser {
  #rest = "";
  #id: string | null = null;
  #data: string[] = [];

  /** Events completed by this piece, in order. */
  feed(piece: string): StreamEvent[] {
    const found: StreamEvent[] = [];
    this.#rest += piece;
    let start = 0;
    for (let end = lineEnd(this.#rest, start); end >= 0; end = lineEnd(this.#rest, start)) {
      const event = this.#line(this.#rest.slice(start, end));
      if (event) found.push(event);
      start = this.#rest.startsWith("\r\n", end) ? end + 2 : end + 1;
    }
    this.#rest = this.#rest.slice(start);
    return found;
  }

  #line(line: string): StreamEvent | null {
    if (line === "") return this.#finish();
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "id") this.#id = value;
    if (field === "data") this.#data.push(value);
    return null;
  }

  #finish(): StreamEvent | null {
    const event = this.#data.length > 0 ? { id: this.#id, data: this.#data.join("\n") } : null;
    this.#id = null;
    this.#data = [];
    return event;
  }
}

/** Place of the next line end, or -1. A CR at the very end waits: its LF may be in the next piece. */
function lineEnd(text: string, from: number): number {
  const lf = text.indexOf("\n", from);
  const cr = text.indexOf("\r", from);
  if (cr < 0 || (lf >= 0 && lf < cr)) return lf;
  return cr === text.length - 1 ? -1 : cr;
}
