import { useTranslation } from "react-i18next";
import type { Instant } from "@/core/api";
import { shortDay, timeOfDay } from "@/format/instant";
import { useLocale, useZone } from "@/session/place";
import styles from "./Timeline.module.css";

export interface Moment {
  key: string;
  label: string;
  trueWhen: Instant | null;
  knownWhen: Instant;
}

const width = 720;
const left = 240;
const right = 30;
const rowHeight = 34;
const top = 12;
const foot = 34;

/** Cuts a label where the chart has no more room; the list beneath has it whole. */
export function shorten(label: string, length = 32): string {
  return label.length <= length ? label : `${label.slice(0, length - 1).trimEnd()}…`;
}

/** Marks every day, or every few days, or every few hours: about six of them. */
export function marks(from: number, to: number): number[] {
  const hour = 3600 * 1000;
  const steps = [1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 720, 2160, 8760].map((hours) => hours * hour);
  const step = steps.find((candidate) => (to - from) / candidate <= 7) ?? (to - from) / 6;
  const first = Math.ceil(from / step) * step;
  const found: number[] = [];
  for (let at = first; at <= to; at += step) found.push(at);
  return found;
}

/** For each fact, when it was true and when we knew it: the distance between the two is what must be explained. */
export function Timeline({ moments }: { moments: readonly Moment[] }) {
  const { t } = useTranslation();
  const zone = useZone();
  const locale = useLocale();
  if (moments.length === 0) return null;
  const times = moments.flatMap((one) => [Date.parse(one.knownWhen), ...(one.trueWhen ? [Date.parse(one.trueWhen)] : [])]);
  const from = Math.min(...times);
  const to = Math.max(...times, from + 3600 * 1000);
  const x = (at: number) => left + ((at - from) / (to - from)) * (width - left - right);
  const height = top + moments.length * rowHeight + foot;
  const caption = t("breach.facts.timeline");
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.legend}>
        <span>
          <svg width="14" height="14" aria-hidden="true">
            <circle cx="7" cy="7" r="5" className={styles.true} />
          </svg>
          {t("breach.facts.trueWhen")}
        </span>
        <span>
          <svg width="14" height="14" aria-hidden="true">
            <circle cx="7" cy="7" r="6" className={styles.known} />
          </svg>
          {t("breach.facts.knownWhen")}
        </span>
      </figcaption>
      <div className={styles.scroll} role="region" aria-label={caption} tabIndex={0}>
        <svg viewBox={`0 0 ${width} ${height}`} className={styles.svg} role="img" aria-label={t("breach.facts.timelineText")}>
          {marks(from, to).map((at) => (
            <g key={at}>
              <line x1={x(at)} x2={x(at)} y1={top} y2={height - foot} className={styles.grid} />
              <text x={x(at)} y={height - 12} textAnchor="middle" className={styles.tick}>
                {to - from > 3 * 24 * 3600 * 1000
                  ? shortDay(new Date(at).toISOString(), zone, locale).replace(/ \d{4}$/, "")
                  : timeOfDay(new Date(at).toISOString(), zone, locale)}
              </text>
            </g>
          ))}
          {moments.map((one, index) => {
            const y = top + index * rowHeight + rowHeight / 2;
            const known = x(Date.parse(one.knownWhen));
            const happened = one.trueWhen ? x(Date.parse(one.trueWhen)) : null;
            return (
              <g key={one.key} className={styles.row}>
                <rect x="0" y={y - rowHeight / 2} width={width} height={rowHeight} className={styles.band} />
                <text x="14" y={y + 5} className={styles.label}>
                  {shorten(one.label)}
                </text>
                {happened !== null && (
                  <>
                    <line x1={happened} x2={known} y1={y} y2={y} className={styles.gap} />
                    <circle cx={happened} cy={y} r="6" className={styles.true} />
                  </>
                )}
                <circle cx={known} cy={y} r="5" className={styles.known} />
              </g>
            );
          })}
        </svg>
      </div>
    </figure>
  );
}
