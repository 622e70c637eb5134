import { useTranslation } from "react-i18next";
import { number } from "@/format/quantity";
import { shortDay, timeOfDay } from "@/format/instant";
import { useLocale, useZone } from "@/session/place";
import { Table } from "@/ui/Table";
import styles from "./HourChart.module.css";

export interface Hour {
  hour: string;
  accesses: number;
}

const hourMilliseconds = 3600 * 1000;
const width = 720;
const height = 220;
const left = 44;
const bottom = 44;

/** Every hour between the first and the last, those without access included: silence is information. */
export function fillHours(hours: readonly Hour[]): Hour[] {
  const first = hours[0];
  const last = hours.at(-1);
  if (!first || !last) return [];
  const known = new Map(hours.map((one) => [Date.parse(one.hour), one.accesses]));
  const filled: Hour[] = [];
  for (let at = Date.parse(first.hour); at <= Date.parse(last.hour); at += hourMilliseconds) {
    filled.push({ hour: new Date(at).toISOString(), accesses: known.get(at) ?? 0 });
  }
  return filled;
}

/** A round figure at or above the highest bar, and its ticks. */
export function scale(highest: number): number[] {
  if (highest <= 4) return Array.from({ length: highest + 1 }, (_, index) => index);
  const rough = highest / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? rough;
  const top = Math.ceil(highest / step) * step;
  return Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step);
}

/** Accesses hour by hour. The same figures are in the table beneath, for whoever does not see the bars. */
export function HourChart({ hours, caption }: { hours: readonly Hour[]; caption: string }) {
  const { t } = useTranslation();
  const zone = useZone();
  const locale = useLocale();
  const filled = fillHours(hours);
  if (filled.length === 0) return null;
  const ticks = scale(Math.max(...filled.map((one) => one.accesses)));
  const top = ticks.at(-1) ?? 1;
  const step = (width - left) / filled.length;
  const y = (value: number) => (height - bottom) * (1 - value / Math.max(1, top)) + 8;
  const base = y(0);
  const days = filled
    .map((one, index) => ({ ...one, index, day: shortDay(one.hour, zone, locale) }))
    .filter((one, index, all) => index === 0 || all[index - 1]?.day !== one.day);
  // A label needs about a hundred units: those that would run into the former one are left out.
  const labelled = new Set<number>();
  let lastX = -Infinity;
  for (const one of days) {
    const x = left + one.index * step;
    if (x - lastX < 100 || x > width - 70) continue;
    labelled.add(one.index);
    lastX = x;
  }
  const highest = filled.reduce((best, one) => (one.accesses > best.accesses ? one : best));
  const total = filled.reduce((sum, one) => sum + one.accesses, 0);
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.caption}>{caption}</figcaption>
      <p>
        {t("breach.traces.chartText", {
          count: total,
          total: number(total, locale),
          highest: number(highest.accesses, locale),
          day: shortDay(highest.hour, zone, locale),
          time: timeOfDay(highest.hour, zone, locale),
        })}
      </p>
      <div className={styles.scroll} role="region" aria-label={caption} tabIndex={0}>
        <svg viewBox={`0 0 ${width} ${height}`} className={styles.svg} aria-hidden="true">
          {ticks.map((tick) => (
            <g key={tick}>
              <line x1={left} x2={width} y1={y(tick)} y2={y(tick)} className={tick === 0 ? styles.axis : styles.grid} />
              <text x={left - 8} y={y(tick) + 4} textAnchor="end" className={styles.label}>
                {number(tick, locale)}
              </text>
            </g>
          ))}
          {filled.map((one, index) => (
            <rect
              key={one.hour}
              x={left + index * step + Math.min(1.5, step / 6)}
              y={y(one.accesses)}
              width={Math.max(1, step - Math.min(3, step / 3))}
              height={base - y(one.accesses)}
              className={styles.bar}
            />
          ))}
          {days.map((one) => (
            <g key={one.day}>
              <line
                x1={left + one.index * step}
                x2={left + one.index * step}
                y1={base}
                y2={base + 8}
                className={styles.axis}
              />
              {labelled.has(one.index) && (
                <text x={left + one.index * step + 4} y={base + 24} className={styles.label}>
                  {one.day}
                </text>
              )}
            </g>
          ))}
        </svg>
      </div>
      <details>
        <summary>{t("breach.traces.chartTable")}</summary>
        <Table
          caption={caption}
          rows={filled.filter((one) => one.accesses > 0)}
          rowKey={(one) => one.hour}
          columns={[
            {
              key: "hour",
              header: t("breach.traces.hour"),
              head: true,
              cell: (one) => `${shortDay(one.hour, zone, locale)} ${timeOfDay(one.hour, zone, locale)}`,
            },
            {
              key: "accesses",
              header: t("breach.traces.accesses"),
              number: true,
              cell: (one) => number(one.accesses, locale),
            },
          ]}
        />
      </details>
    </figure>
  );
}
