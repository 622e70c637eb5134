import { Gauge } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Estimate } from "@/core/acts";
import type { Appraised, Duties, Evaluation, Flip, Range, SeverityInputs } from "@/core/dossier";
import { number } from "@/format/quantity";
import { useLabel } from "@/i18n/refusal";
import { useLocale } from "@/session/place";
import { useSignedIn } from "@/session/use";
import { Button, ButtonLink } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Instant } from "@/ui/Instant";
import { Notice } from "@/ui/Notice";
import { Row, Section } from "@/ui/Page";
import { Table } from "@/ui/Table";
import { Tag } from "@/ui/Tag";
import styles from "../Breach.module.css";
import { Scale } from "../charts/Scale";
import { useCountText } from "../factText";
import { isOpen, useCase, useNames } from "../file";
import {
  ApproveDialog,
  circumstances,
  families,
  identifiers,
  InputDialog,
  type InputName,
  legalFacts,
  RetainDialog,
  useInputLabel,
  useScoreLabel,
} from "../forms/Severity";
import own from "./Severity.module.css";

export function Severity() {
  const { t } = useTranslation();
  const { id, file } = useCase();
  const { severity } = file;
  if (severity.datasets.length === 0) {
    return (
      <Section title={t("breach.sections.gravite")} lead={t("breach.severity.lead")}>
        <Empty
          icon={Gauge}
          title={t("breach.data.none")}
          level={3}
          actions={
            <ButtonLink to="/violations/$dossier/$section" params={{ dossier: id, section: "donnees" }} tone="primary">
              {t("breach.data.add")}
            </ButtonLink>
          }
        >
          {t("breach.severity.empty")}
        </Empty>
      </Section>
    );
  }
  return (
    <>
      <Outcome />
      {severity.datasets.map((set) => (
        <Section
          key={set.dataset}
          title={severity.datasets.length > 1 ? `${t("breach.severity.inputs")} : ${set.label}` : t("breach.severity.inputs")}
          lead={t("breach.severity.inputsLead")}
          actions={set.dataset === severity.governing && severity.datasets.length > 1 && <Tag>{t("breach.severity.governing")}</Tag>}
        >
          <Inputs dataset={set.dataset} inputs={file.severity_inputs[set.dataset]} />
        </Section>
      ))}
    </>
  );
}

function useDutiesText() {
  const { t } = useTranslation();
  const one = (duties: Duties) =>
    duties.inform_persons
      ? t("breach.severity.dutiesBoth")
      : duties.notify_authority
        ? t("breach.severity.dutiesAuthority")
        : t("breach.severity.dutiesNone");
  return ({ min, max }: Range<Duties>) => {
    const low = one(min);
    const high = one(max);
    return low === high ? low : t("breach.severity.dutiesUnsettled", { low, high });
  };
}

function Outcome() {
  const { t } = useTranslation();
  const label = useLabel();
  const { file } = useCase();
  const { me } = useSignedIn();
  const names = useNames();
  const dutiesText = useDutiesText();
  const [dialog, setDialog] = useState<"retain" | "approve" | null>(null);
  const { severity } = file;
  const { retained } = severity;
  const governing = severity.datasets.find((set) => set.dataset === severity.governing) ?? severity.datasets[0];
  return (
    <Section
      title={t("breach.sections.gravite")}
      lead={t("breach.severity.lead")}
      actions={
        isOpen(file) && (
          <Button tone="primary" onPress={() => setDialog("retain")}>
            {t("breach.severity.retain")}
          </Button>
        )
      }
    >
      <div className={own.result}>
        <Scale
          min={severity.computed.min}
          max={severity.computed.max}
          retained={retained && !retained.pending ? retained.level : null}
        />
        <p className={styles.quiet}>
          {label("vocabulary.levelTexts", String(retained && !retained.pending ? retained.level : severity.proposed))}
        </p>
        <p>
          <strong>{t("breach.severity.duties")} :</strong> {dutiesText(severity.duties)}
        </p>
        {retained?.pending && (
          <Notice
            tone="warn"
            title={t("breach.severity.pending")}
            actions={
              retained.by !== me.account && (
                <Button small onPress={() => setDialog("approve")}>
                  {t("breach.severity.approve")}
                </Button>
              )
            }
          >
            <p>{retained.reason}</p>
          </Notice>
        )}
        {retained && !retained.pending && (
          <p className={styles.quiet}>
            {t("breach.severity.retainedBy", { name: names(retained.by) })}, <Instant at={retained.at} />
            {retained.reason && ` – ${retained.reason}`}
          </p>
        )}
        {severity.stale && (
          <Notice tone="warn">
            <p>{t("breach.severity.stale")}</p>
          </Notice>
        )}
      </div>
      {governing && <Explained evaluation={governing.evaluation} />}
      {dialog === "retain" && <RetainDialog proposed={severity.proposed} onClose={() => setDialog(null)} />}
      {dialog === "approve" && retained && <ApproveDialog level={retained.level} onClose={() => setDialog(null)} />}
    </Section>
  );
}

function Explained({ evaluation }: { evaluation: Evaluation }) {
  const { t } = useTranslation();
  const label = useLabel();
  const locale = useLocale();
  const { file } = useCase();
  const flipText = useFlipText();
  const range = ({ min, max }: Range<number>, divisor: number) => {
    const low = number(min / divisor, locale, 2);
    return min === max ? low : `${low} – ${number(max / divisor, locale, 2)}`;
  };
  return (
    <>
      <Section title={t("breach.severity.formula")} level={3}>
        <p className={own.formula}>
          {t("breach.severity.formulaText", {
            dpc: range(evaluation.dpc, 1),
            ei: range(evaluation.ei_hundredths, 100),
            cb: range(evaluation.cb_hundredths, 100),
            score: range(evaluation.score_hundredths, 100),
          })}
        </p>
        {evaluation.fired.length + evaluation.unproven.length > 0 && (
          <ul className={styles.bullets} aria-label={t("breach.severity.fired")}>
            {evaluation.fired.map((fired) => (
              <li key={fired.rule}>
                <span>
                  <strong>{fired.rule}</strong> {label("vocabulary.legal", fired.rule)}
                </span>
                <Tag tone={fired.certain ? "warn" : "neutral"}>
                  {t(fired.certain ? "breach.severity.firedCertain" : "breach.severity.firedPossible")}
                </Tag>
              </li>
            ))}
            {evaluation.unproven.map((rule) => (
              <li key={rule}>
                <span>
                  <strong>{rule}</strong> {label("vocabulary.legal", rule)}
                </span>
                <Tag>{t("breach.severity.unproven")}</Tag>
              </li>
            ))}
          </ul>
        )}
      </Section>
      <Section title={t("breach.severity.flips")} level={3}>
        {evaluation.flips.length === 0 ? (
          <p className={styles.quiet}>{t("breach.severity.flipsNone")}</p>
        ) : (
          <ul className={styles.bullets}>
            {evaluation.flips.map((flip) => (
              <li key={`${flip.input}${flip.value}`}>
                <span>{flipText(flip)}</span>
                <Tag tone={flip.unknown ? "warn" : "neutral"}>
                  {t(flip.unknown ? "breach.severity.flipUnknown" : "breach.severity.flipKnown")}
                </Tag>
              </li>
            ))}
          </ul>
        )}
      </Section>
      <details>
        <summary>{t("breach.severity.why")}</summary>
        <div className={own.why} lang="fr">
          {file.explanation.sentences.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </div>
      </details>
    </>
  );
}

/** `circumstance.malice` as the name of an input. */
function inputOf(key: string): InputName | null {
  const [input, what = ""] = key.split(".");
  if (input === "data_context") return { input, family: what };
  if (input === "identification") return { input, identifier: what };
  if (input === "circumstance") return { input, circumstance: what };
  if (input === "evidence") return { input, fact: what };
  return input === "recipients" ? { input } : null;
}

function useFlipText() {
  const { t } = useTranslation();
  const label = useLabel();
  const inputLabel = useInputLabel();
  const scoreLabel = useScoreLabel();
  return (flip: Flip): string => {
    const name = inputOf(flip.input);
    const value = name?.input === "evidence" ? label("breach.tri", flip.value) : name ? scoreLabel(name, flip.value) : flip.value;
    const low = label("vocabulary.levels", String(flip.level.min));
    const high = label("vocabulary.levels", String(flip.level.max));
    return t("breach.severity.flipLine", {
      input: name ? inputLabel(name) : t("breach.data.personCount"),
      value,
      level: low === high ? low : `${low} – ${high}`,
    });
  };
}

interface Line {
  key: string;
  name: InputName;
  answer: string | null;
  appraised: Appraised<unknown> | null;
}

function useLines(inputs: SeverityInputs | undefined): { title: string; lines: Line[] }[] {
  const { t } = useTranslation();
  const label = useLabel();
  const scoreLabel = useScoreLabel();
  const countText = useCountText();
  const estimate = (name: InputName, value: Estimate | undefined): string | null => {
    if (value === undefined) return null;
    if (value === "unknown") return t("breach.tri.unknown");
    if ("known" in value) return scoreLabel(name, String(value.known));
    return `${scoreLabel(name, String(value.between[0]))} – ${scoreLabel(name, String(value.between[1]))}`;
  };
  const line = (key: string, name: InputName, appraised: Appraised<Estimate> | undefined): Line => ({
    key,
    name,
    answer: estimate(name, appraised?.value),
    appraised: appraised ?? null,
  });
  const recipients = inputs?.recipients ?? null;
  return [
    {
      title: t("breach.severity.groupData"),
      lines: families.map((family) => line(family, { input: "data_context", family }, inputs?.data_context[family])),
    },
    {
      title: t("breach.severity.groupIdentification"),
      lines: identifiers.map((identifier) =>
        line(identifier, { input: "identification", identifier }, inputs?.identification[identifier]),
      ),
    },
    {
      title: t("breach.severity.groupCircumstances"),
      lines: [
        ...circumstances.map((circumstance) =>
          line(circumstance, { input: "circumstance", circumstance }, inputs?.circumstances[circumstance]),
        ),
        {
          key: "recipients",
          name: { input: "recipients" } as const,
          answer: recipients ? countText(recipients.value) : null,
          appraised: recipients,
        },
      ],
    },
    {
      title: t("breach.severity.groupLegal"),
      lines: legalFacts.map((fact) => ({
        key: fact,
        name: { input: "evidence", fact } as const,
        answer: inputs?.evidence[fact] ? label("breach.tri", inputs.evidence[fact].value) : null,
        appraised: inputs?.evidence[fact] ?? null,
      })),
    },
  ];
}

function Inputs({ dataset, inputs }: { dataset: string; inputs: SeverityInputs | undefined }) {
  const { t } = useTranslation();
  const { file } = useCase();
  const names = useNames();
  const inputLabel = useInputLabel();
  const groups = useLines(inputs);
  const [open, setOpen] = useState<InputName | null>(null);
  return (
    <>
      {groups.map((group) => (
        <Table
          key={group.title}
          caption={group.title}
          showCaption
          rows={group.lines}
          rowKey={(line) => line.key}
          columns={[
            { key: "input", header: t("breach.severity.input"), head: true, cell: (line) => inputLabel(line.name) },
            {
              key: "answer",
              header: t("breach.severity.answer"),
              cell: (line) => line.answer ?? <span className={styles.quiet}>{t("breach.severity.notAsked")}</span>,
            },
            {
              key: "origin",
              header: t("breach.severity.origin"),
              cell: (line) =>
                line.appraised ? (
                  <>
                    {names(line.appraised.author)}
                    <span className={styles.sub}>{line.appraised.source}</span>
                  </>
                ) : null,
            },
            {
              key: "actions",
              header: t("common.actions"),
              actions: true,
              cell: (line) =>
                isOpen(file) ? (
                  <Row>
                    <Button
                      small
                      aria-label={t("breach.severity.setWhat", { what: inputLabel(line.name) })}
                      onPress={() => setOpen(line.name)}
                    >
                      {t("breach.severity.set")}
                    </Button>
                  </Row>
                ) : null,
            },
          ]}
        />
      ))}
      {open && <InputDialog dataset={dataset} name={open} onClose={() => setOpen(null)} />}
    </>
  );
}
