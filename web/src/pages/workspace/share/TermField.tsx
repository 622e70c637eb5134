import { useTranslation } from "react-i18next";
import type { Instant } from "@/core/api";
import { longInstant } from "@/format/instant";
import { useLocale, useZone } from "@/session/place";
import { InstantField, RadioField } from "@/ui/Field";
import styles from "./Share.module.css";
import { latestTerm, termAfter, termChoices, termProblem } from "./term";

export interface TermState {
  /** So many days, or the date beside. */
  choice: string;
  date: Instant | null;
}

export const byDate = "date";

interface TermFieldProps {
  value: TermState;
  onChange: (value: TermState) => void;
  now: number;
  daysMax: number;
}

/** What the person chose, as an instant. */
export function termOf({ choice, date }: TermState, now: number, daysMax: number, zone: string): Instant | null {
  return choice === byDate ? date : termAfter(Number(choice), now, daysMax, zone);
}

export function TermField({ value, onChange, now, daysMax }: TermFieldProps) {
  const { t } = useTranslation();
  const zone = useZone();
  const locale = useLocale();
  const problem = value.choice === byDate && value.date ? termProblem(value.date, now, daysMax) : null;
  const term = termOf(value, now, daysMax, zone);
  return (
    <div className={styles.term}>
      <RadioField
        label={t("sharing.term")}
        hint={t("sharing.termHint", { count: daysMax })}
        inline
        value={value.choice}
        onChange={(choice) => onChange({ choice, date: choice === byDate ? (value.date ?? term) : value.date })}
        choices={[
          ...termChoices(daysMax).map((days) => ({ value: String(days), label: t("sharing.days", { count: days }) })),
          { value: byDate, label: t("sharing.termDate") },
        ]}
      />
      {value.choice === byDate ? (
        <InstantField
          label={t("sharing.termAt")}
          value={value.date}
          max={latestTerm(now, daysMax)}
          onChange={(date) => onChange({ ...value, date })}
          error={problem === "past" || problem === "late" ? t(`sharing.termProblems.${problem}`, { count: daysMax }) : null}
        />
      ) : (
        term && <p className={styles.echo}>{t("sharing.termEcho", { at: longInstant(term, zone, locale) })}</p>
      )}
    </div>
  );
}
