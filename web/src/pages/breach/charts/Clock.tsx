import { useTranslation } from "react-i18next";
import type { Instant as InstantValue } from "@/core/api";
import { duration } from "@/format/quantity";
import { useNow } from "@/session/now";
import { useLocale } from "@/session/place";
import { cx } from "@/ui/cx";
import { Instant } from "@/ui/Instant";
import styles from "./Clock.module.css";

interface ClockProps {
  /** What must be done. */
  what: string;
  started: InstantValue | null;
  /** What happened then; awareness when nothing is said. */
  from?: string;
  due: InstantValue;
  /** Once done, the clock says when instead of how long is left. */
  doneAt?: InstantValue | null;
  /** Inside a card that already says what it is about. */
  compact?: boolean;
}

const day = 24 * 3600 * 1000;

/**
 * The law's clock: one sentence that can be read at four in the morning, and a bar that fills up. The words
 * carry everything; the bar and the colour only repeat them.
 */
export function Clock({ what, started, from, due, doneAt, compact }: ClockProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const now = useNow();
  const end = Date.parse(due);
  const start = started ? Date.parse(started) : null;
  const left = end - now;
  const late = left < 0 && !doneAt;
  const spent = start === null ? 0 : Math.min(1, Math.max(0, ((doneAt ? Date.parse(doneAt) : now) - start) / (end - start)));
  return (
    <div className={cx(styles.clock, compact && styles.compact, doneAt ? styles.done : late ? styles.late : left < day && styles.warn)}>
      <p className={compact ? "visually-hidden" : styles.what}>{what}</p>
      <p className={styles.left}>
        {doneAt
          ? t("breach.clock.done")
          : late
            ? t("breach.clock.late", { duration: duration(left, locale) })
            : t("breach.clock.left", { duration: duration(left, locale) })}
      </p>
      {start !== null && (
        <div className={styles.track} aria-hidden="true">
          <div className={styles.fill} style={{ width: `${(100 * spent).toFixed(1)}%` }} />
        </div>
      )}
      <div className={styles.ends}>
        {started && (
          <div>
            {from ?? t("breach.clock.started")}
            <br />
            <Instant at={started} form="long" />
          </div>
        )}
        <div>
          {doneAt ? t("breach.clock.doneOn") : t("breach.clock.due")}
          <br />
          <Instant at={doneAt ?? due} form="long" />
        </div>
      </div>
    </div>
  );
}
