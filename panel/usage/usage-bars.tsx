import type { Account } from "../../shared/contract/service.ts";
import { formatCount, formatDay, formatKm2 } from "../ui/format.ts";
import { t } from "../ui/texts.ts";

/** Units of the drawing; it is stretched to the width there is. */
const barWidth = 10;
const chartHeight = 60;
/** Fewer days than this leave room to the right: one bar over the whole width would look like a wall. */
const fewestSlots = 14;

/** From the first day to the last; one day is no span. */
function span(days: Account["days"]): string {
  const [first, last] = [formatDay(days[0].date), formatDay(days[days.length - 1].date)];
  return first === last ? first : `${first} – ${last}`;
}

/** km² per day as bars for the eye and as a table for everybody else. At most 31 days. */
export function UsageBars({ days }: { days: Account["days"] }) {
  const most = Math.max(...days.map(({ km2 }) => km2), 1e-9);
  return (
    <figure class="usage-chart">
      <figcaption class="muted">
        {t.perDay} · {span(days)}
      </figcaption>
      <svg
        viewBox={`0 0 ${Math.max(days.length, fewestSlots) * barWidth} ${chartHeight}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        class="bars"
      >
        {days.map(({ date, km2 }, i) => {
          const height = Math.max(1, (km2 / most) * chartHeight);
          return (
            <rect
              key={date}
              x={i * barWidth + 1}
              y={chartHeight - height}
              width={barWidth - 2}
              height={height}
            />
          );
        })}
      </svg>
      <table class="visually-hidden">
        <caption>{t.perDay}</caption>
        <thead>
          <tr>
            <th scope="col">{t.day}</th>
            <th scope="col">{t.requests}</th>
            <th scope="col">{t.area}</th>
          </tr>
        </thead>
        <tbody>
          {days.map(({ date, requests, km2 }) => (
            <tr key={date}>
              <th scope="row">{formatDay(date)}</th>
              <td>{formatCount(requests)}</td>
              <td>{formatKm2(km2)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
