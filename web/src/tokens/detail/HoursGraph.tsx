import { useId } from "react";
import type { Schemas } from "../../api/client.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import styles from "./HoursGraph.module.css";
import { count, dayMarks, graphWords, HOURS, lastWeek, scaleTop } from "./hours.ts";

/** Height of the drawing in its own units; the width is one unit an hour. */
const HIGH = 100;

/** Calls of the last seven days as bars, refused ones hatched, with the same as a table. */
export function HoursGraph({ hours, perSecond }: { hours: Schemas["HourOut"][]; perSecond: number | null }) {
  const hatch = useId();
  const week = lastWeek(hours, new Date());
  const top = scaleTop(week);
  const limit = perSecond === null ? null : perSecond * 3600;
  const words = graphWords(week);
  const busy = week.filter((hour) => hour.calls + hour.refused > 0).reverse();
  const high = (calls: number) => (calls / top) * HIGH;
  return (
    <figure className={styles.figure}>
      <figcaption>{words}</figcaption>
      <div className={styles.graph}>
        <span className={styles.top} aria-hidden="true">
          {count(top, "call")} an hour
        </span>
        <svg
          className={styles.svg}
          viewBox={`0 0 ${HOURS} ${HIGH}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`Bars of calls per hour. ${words}`}
        >
          <defs>
            <pattern id={hatch} width="1" height="6" patternUnits="userSpaceOnUse">
              <rect width="1" height="6" className={styles.refused} />
              <rect width="1" height="2" className={styles.gap} />
            </pattern>
          </defs>
          {dayMarks(week).map((mark) => (
            <line
              key={mark.at}
              className={styles.day}
              x1={mark.at * HOURS}
              x2={mark.at * HOURS}
              y1="0"
              y2={HIGH}
              vectorEffect="non-scaling-stroke"
            />
          ))}
          {week.map((hour, index) => {
            const all = Math.max(hour.calls, hour.refused);
            if (all === 0) return null;
            return (
              <g key={hour.time.getTime()}>
                <title>{`${hour.time.toLocaleString()}: ${count(hour.calls, "call")}, ${hour.refused} refused`}</title>
                <rect
                  className={styles.calls}
                  x={index + 0.1}
                  width="0.8"
                  y={HIGH - Math.max(high(all), 1.5)}
                  height={Math.max(high(all), 1.5)}
                />
                {hour.refused > 0 && (
                  <rect
                    fill={`url(#${hatch})`}
                    x={index + 0.1}
                    width="0.8"
                    y={HIGH - Math.max(high(hour.refused), 1.5)}
                    height={Math.max(high(hour.refused), 1.5)}
                  />
                )}
              </g>
            );
          })}
          {limit !== null && limit <= top && (
            <line
              className={styles.limit}
              x1="0"
              x2={HOURS}
              y1={HIGH - high(limit)}
              y2={HIGH - high(limit)}
              vectorEffect="non-scaling-stroke"
            />
          )}
        </svg>
        <div className={styles.days} aria-hidden="true">
          {dayMarks(week).map((mark) => (
            <span
              key={mark.at}
              data-late={mark.at > 0.84 || undefined}
              style={{ insetInlineStart: `${mark.at * 100}%` }}
            >
              {mark.label}
            </span>
          ))}
        </div>
      </div>
      <ul className={styles.legend} aria-hidden="true">
        <li>
          <span className={styles.keyCalls} /> Calls
        </li>
        <li>
          <span className={styles.keyRefused} /> Refused, hatched
        </li>
        {limit !== null && limit <= top && (
          <li>
            <span className={styles.keyLimit} /> Limit, dashed
          </li>
        )}
      </ul>
      {perSecond !== null && (
        <p className={styles.note}>
          Limit: {count(perSecond, "request")} a second, {(perSecond * 3600).toLocaleString()} an hour at the
          most.
        </p>
      )}
      {busy.length > 0 && (
        <details className={styles.details}>
          <summary>The same as a table</summary>
          <DataTable
            label="Calls per hour"
            rows={busy}
            rowKey={(hour) => hour.time.toISOString()}
            columns={[
              {
                id: "time",
                label: "Hour",
                cell: (hour) => (
                  <time dateTime={hour.time.toISOString()}>
                    {hour.time.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" })}
                  </time>
                ),
              },
              { id: "calls", label: "Calls", number: true, cell: (hour) => hour.calls.toLocaleString() },
              {
                id: "refused",
                label: "Refused",
                number: true,
                cell: (hour) => hour.refused.toLocaleString(),
              },
            ]}
          />
        </details>
      )}
    </figure>
  );
}
