import { useTranslation } from "react-i18next";
import type { Blocker, BreachFile, Hand } from "@/core/dossier";
import { useLabel } from "@/i18n/refusal";
import { ButtonLink } from "@/ui/Button";
import { Figures } from "@/ui/Figures";
import { Instant } from "@/ui/Instant";
import { Notice } from "@/ui/Notice";
import { Section } from "@/ui/Page";
import { Tag } from "@/ui/Tag";
import { number } from "@/format/quantity";
import { useLocale } from "@/session/place";
import styles from "../Breach.module.css";
import { Clock } from "../charts/Clock";
import { useCase, useNames } from "../file";
import type { SectionName } from "../sections";

/** Where each blocker is lifted. */
const places: Record<string, SectionName> = {
  "qualification-missing": "qualification",
  "containment-missing": "mesures",
  "restoration-missing": "mesures",
  "post-mortem-missing": "cloture",
  "closing-missing": "cloture",
  "archive-missing": "cloture",
  "register-number-missing": "cloture",
  "dataset-missing": "donnees",
  "severity-not-retained": "gravite",
  "severity-pending": "gravite",
  "severity-stale": "gravite",
  "dpo-opinion-missing": "gravite",
  "obligation-open": "obligations",
  "persons-not-informed": "personnes",
  "viewers-pending": "attestations",
  "import-incomplete": "traces",
  "tasks-open": "cellule",
};

export function placeOf(blocker: Blocker): SectionName {
  return places[blocker.code] ?? "tableau";
}

export function useBlockerText() {
  const label = useLabel();
  const { file } = useCase();
  return (blocker: Blocker): string => {
    const title = file.obligations.find((one) => one.key === blocker["obligation"])?.title ?? "";
    return label("breach.blockers", blocker.code, { ...blocker, title });
  };
}

export function Board() {
  const { t } = useTranslation();
  const { id, file } = useCase();
  const blockerText = useBlockerText();
  const [next] = file.blockers;
  return (
    <>
      <Clocks file={file} />
      {file.clocks.inquiry_overdue && !file.clocks.awareness && (
        <Notice tone="warn">
          <p>{t("breach.board.inquiryOverdue")}</p>
        </Notice>
      )}
      {next && (
        <div className={styles.next}>
          <p>
            <strong>{t("breach.board.nextStep")} :</strong> {blockerText(next)}
          </p>
          <ButtonLink to="/violations/$dossier/$section" params={{ dossier: id, section: placeOf(next) }} tone="primary" small>
            {t("breach.board.go")}
          </ButtonLink>
        </div>
      )}
      <Exposure file={file} />
      <div className={styles.columns}>
        <Known file={file} />
        <Missing file={file} />
        <Due file={file} />
        <Hands file={file} />
      </div>
    </>
  );
}

function Clocks({ file }: { file: BreachFile }) {
  const { t } = useTranslation();
  const [first, ...others] = file.board.due;
  if (!first) {
    const done = file.obligations.find((one) => one.key.startsWith("rgpd-33-1@") && one.sent_at);
    return done?.due ? (
      <Clock what={done.title} started={done.started_at} due={done.due.target} doneAt={done.sent_at} />
    ) : (
      <Notice tone="info" title={t("breach.board.clockNone")}>
        <p>{file.clocks.awareness ? t("breach.board.clockAllDone") : t("breach.board.clockNoneText")}</p>
      </Notice>
    );
  }
  const obligation = file.obligations.find((one) => one.key === first.obligation);
  return (
    <>
      <Clock what={first.title} started={obligation?.started_at ?? null} due={first.at.utc} />
      {others.length > 0 && (
        <Section title={t("breach.board.otherClocks")}>
          <ul className={styles.bullets}>
            {others.map((one) => (
              <li key={one.obligation}>
                <span>{one.title}</span>
                <Instant at={one.at.utc} form="long" />
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

function Exposure({ file }: { file: BreachFile }) {
  const { t } = useTranslation();
  const locale = useLocale();
  if (file.exposure.persons === 0) return null;
  return (
    <Figures
      items={[
        [t("breach.board.persons"), number(file.exposure.persons, locale)],
        [t("breach.board.viewers"), number(file.exposure.viewers, locale)],
        [t("breach.traces.accesses"), number(file.exposure.accesses, locale)],
      ]}
    />
  );
}

function Known({ file }: { file: BreachFile }) {
  const { t } = useTranslation();
  return (
    <section className={styles.panel} aria-labelledby="board-known">
      <h2 id="board-known">{t("breach.board.known")}</h2>
      {file.board.known.length === 0 ? (
        <p className={styles.quiet}>{t("breach.board.nothingKnown")}</p>
      ) : (
        <dl className={styles.pairs}>
          {file.board.known.map((item) => (
            <div key={item.key}>
              <dt>{item.label}</dt>
              <dd>{item.values.join(" ; ")}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

function Missing({ file }: { file: BreachFile }) {
  const { t } = useTranslation();
  return (
    <section className={styles.panel} aria-labelledby="board-missing">
      <h2 id="board-missing">{t("breach.board.missing")}</h2>
      {file.board.missing.length === 0 ? (
        <p className={styles.quiet}>{t("breach.board.nothingMissing")}</p>
      ) : (
        <ul className={styles.bullets}>
          {file.board.missing.map((item) => (
            <li key={item.key}>{item.label}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Due({ file }: { file: BreachFile }) {
  const { t } = useTranslation();
  const label = useLabel();
  const open = file.obligations.filter((one) => ["due", "prepared", "validated", "sent", "to_assess"].includes(one.status));
  return (
    <section className={styles.panel} aria-labelledby="board-due">
      <h2 id="board-due">{t("breach.board.due")}</h2>
      {open.length === 0 ? (
        <p className={styles.quiet}>{t("breach.board.nothingDue")}</p>
      ) : (
        <ul className={styles.bullets}>
          {open.map((one) => (
            <li key={one.key}>
              <span>
                {one.title}
                <span className={styles.sub}>
                  {one.due ? <Instant at={one.due.target} /> : t("breach.obligations.noTerm")}
                </span>
              </span>
              <Tag tone={one.late ? "danger" : one.status === "to_assess" ? "neutral" : "warn"}>
                {label("breach.obligationStates", one.status)}
              </Tag>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Hands({ file }: { file: BreachFile }) {
  const { t } = useTranslation();
  const label = useLabel();
  const names = useNames();
  const who = (hand: Hand) => {
    if (hand.account) return names(hand.account);
    return hand.not ? t("breach.board.notThem", { name: names(hand.not) }) : t("breach.board.anyone");
  };
  return (
    <section className={styles.panel} aria-labelledby="board-hands">
      <h2 id="board-hands">{t("breach.board.hand")}</h2>
      {file.board.hands.length === 0 ? (
        <p className={styles.quiet}>{t("breach.board.noTasks")}</p>
      ) : (
        <ul className={styles.bullets}>
          {file.board.hands.map((hand) => (
            <li key={`${hand.code}${hand.subject}`}>
              <span>
                {label("breach.hands", hand.code)}
                {hand.label && <span className={styles.sub}>{hand.label}</span>}
              </span>
              <strong>{who(hand)}</strong>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
