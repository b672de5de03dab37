import { useEffect, useRef, useState } from "preact/hooks";
import { toContextileError } from "../../shared/errors.ts";
import { parseCoordinates } from "../../shared/geo/parse-coordinates.ts";
import type { LonLat } from "../../shared/scene/area-selection.ts";
import type { Service } from "../state/ports.ts";
import { TextField } from "../ui/controls.tsx";
import { formatPlace } from "../ui/format.ts";
import { placeWord } from "../ui/place-words.ts";
import { errorWords, issueWords } from "../ui/said.ts";
import { t } from "../ui/texts.ts";

interface Found {
  name: string;
  kind: string;
  points: LonLat[];
  centre: LonLat;
}

interface SearchBoxProps {
  service: Service;
  /** `points` span what was found; a single point is a place without extent. */
  onFound(points: LonLat[], centre: LonLat, name: string): void;
}

/** Quiet time before a search; the names come from our own service, not from a public geocoder. */
const delayMs = 250;
/** Map links are long, and what counts stands at their end. */
const longestQuery = 2000;

/** Finds names in the service's data, and takes typed coordinates first. */
export function SearchBox({ service, onFound }: SearchBoxProps) {
  const [query, setQuery] = useState("");
  const [results, setResults] = useState<Found[] | null>(null);
  const [message, setMessage] = useState("");
  const taken = useRef("");

  useEffect(() => {
    const text = query.trim();
    setMessage("");
    setResults(null);
    if (text.length < 2 || text === taken.current) return;
    const typed = parseCoordinates(text);
    if (typed.ok) {
      setResults([
        { name: formatPlace(...typed.value), kind: "", points: [typed.value], centre: typed.value },
      ]);
      return;
    }
    // A link is no name to search for, and what it holds is nobody else's matter.
    if (typed.issues.some(({ code }) => code === "coordinates-in-no-link")) {
      setMessage(typed.issues.map(issueWords).join(" "));
      return;
    }
    const controller = new AbortController();
    const timer = setTimeout(() => {
      search(service, text, controller.signal).then(
        (found) => {
          if (controller.signal.aborted) return;
          setResults(found);
          setMessage(
            found === null
              ? t.searchWithout
              : found.length === 0
                ? t.searchNothing
                : t.searchFound(found.length),
          );
        },
        (thrown: unknown) =>
          !controller.signal.aborted && setMessage(errorWords(toContextileError(thrown).toWire()).what),
      );
    }, delayMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [query]);

  const take = (found: Found) => {
    taken.current = found.name;
    setQuery(found.name);
    setResults(null);
    setMessage("");
    onFound(found.points, found.centre, found.name);
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: <search> is unknown to the oldest engines this runs in
    <form
      class="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        if (results?.[0]) take(results[0]);
      }}
    >
      <TextField label={t.search} type="search" value={query} onInput={setQuery} maxLength={longestQuery} />
      <p class="field-help" role="status">
        {message}
      </p>
      {results && results.length > 0 && (
        <ul class="search-results">
          {results.map((found, i) => (
            <li key={`${i} ${found.name}`}>
              <button type="button" class="search-result" onClick={() => take(found)}>
                <span>{found.name}</span> <span class="muted">{placeWord(found.kind)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </form>
  );
}

async function search(service: Service, query: string, signal: AbortSignal): Promise<Found[] | null> {
  const places = await service.places(query, signal);
  return (
    places?.map(({ name, kind, lon, lat, bbox }) => ({
      name,
      kind,
      centre: [lon, lat],
      points: bbox
        ? [
            [bbox[0], bbox[1]],
            [bbox[2], bbox[3]],
          ]
        : [[lon, lat]],
    })) ?? null
  );
}
