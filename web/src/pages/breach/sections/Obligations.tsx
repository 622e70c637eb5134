import { ClipboardCheck, FileDown } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { act } from "@/core/acts";
import type { ObligationView, Step } from "@/core/dossier";
import { useLabel } from "@/i18n/refusal";
import { useAction } from "@/session/use";
import { Button, ButtonLink } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Instant } from "@/ui/Instant";
import { type Act, ActsMenu } from "@/ui/Menu";
import { Notice, RefusalNotice } from "@/ui/Notice";
import { Section } from "@/ui/Page";
import { Tag, type TagTone } from "@/ui/Tag";
import styles from "../Breach.module.css";
import { Clock } from "../charts/Clock";
import { useSavePdf } from "../documents";
import { byTime, isOpen, useActs, useCase, useNames } from "../file";
import { DispenseDialog, ReasonDialog, ReceiptDialog, SentDialog } from "../forms/Obligation";

const tones: Record<string, TagTone> = {
  due: "warn",
  prepared: "info",
  validated: "info",
  sent: "info",
  acknowledged: "ok",
  completed: "ok",
  dispensed: "neutral",
  withdrawn: "neutral",
};

/** What only the organisation itself can tell: one sheet answers for all of these at once. */
export function dependsOnProfile(obligation: { status: string; unknown: readonly string[] }): boolean {
  return obligation.status === "to_assess" && obligation.unknown.some((fact) => fact.startsWith("entity."));
}

export function Obligations() {
  const { t } = useTranslation();
  const { file } = useCase();
  const of = (...states: string[]) => file.obligations.filter((one) => states.includes(one.status));
  const open = of("due", "prepared", "validated", "sent").toSorted((a, b) =>
    (a.due?.target ?? "9").localeCompare(b.due?.target ?? "9"),
  );
  const toAssess = of("to_assess").filter((one) => !dependsOnProfile(one));
  const unsure = file.obligations.filter(dependsOnProfile);
  const done = of("acknowledged", "completed", "dispensed", "withdrawn");
  const notApplicable = of("not_applicable");
  return (
    <>
      <Section title={t("breach.sections.obligations")} lead={t("breach.obligations.lead")}>
        {file.obligations.length === 0 && (
          <Empty icon={ClipboardCheck} title={t("breach.board.nothingDue")} level={3}>
            {t("breach.obligations.empty")}
          </Empty>
        )}
        <List title={t("breach.obligations.open")} obligations={open} />
        <List title={t("breach.obligations.toAssess")} obligations={toAssess} />
        <List title={t("breach.obligations.done")} obligations={done} />
        {unsure.length > 0 && <Unsure obligations={unsure} />}
      </Section>
      {notApplicable.length > 0 && (
        <details>
          <summary>{t("breach.obligations.notApplicable", { count: notApplicable.length })}</summary>
          <ul className={styles.bullets}>
            {notApplicable.map((one) => (
              <li key={one.key}>
                <span>
                  {one.title}
                  <span className={styles.sub}>{one.source}</span>
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/** Texts that apply to some bodies only: one question, not one alarm each. */
function Unsure({ obligations }: { obligations: readonly ObligationView[] }) {
  const { t } = useTranslation();
  const { id, file } = useCase();
  return (
    <Notice
      tone="info"
      title={t("breach.obligations.unsure", { count: obligations.length })}
      actions={
        isOpen(file) && (
          <ButtonLink
            to="/violations/$dossier/$section"
            params={{ dossier: id, section: "qualification" }}
            small
          >
            {t("breach.obligations.unsureGo")}
          </ButtonLink>
        )
      }
    >
      <p>{t("breach.obligations.unsureText")}</p>
      <details>
        <summary>{t("breach.obligations.unsureList")}</summary>
        <ul className={styles.bullets}>
          {obligations.map((one) => (
            <li key={one.key}>
              <span>
                {one.title}
                <span className={styles.sub}>{one.source}</span>
              </span>
            </li>
          ))}
        </ul>
      </details>
    </Notice>
  );
}

function List({ title, obligations }: { title: string; obligations: readonly ObligationView[] }) {
  if (obligations.length === 0) return null;
  return (
    <Section title={title} level={3}>
      <ul className={styles.entries}>
        {obligations.map((one) => (
          <li key={one.key}>
            <Card obligation={one} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

type Open = "sent" | "receipt" | "dispense" | "withdraw" | "late" | null;

/** One obligation with its clock and what can be done about it now. */
export function Card({ obligation, inPlace }: { obligation: ObligationView; inPlace?: boolean }) {
  const { t } = useTranslation();
  const label = useLabel();
  const { id, file } = useCase();
  const acts = useActs();
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const { status } = obligation;
  const running = ["due", "prepared", "validated"].includes(status);
  const savePdf = useSavePdf();
  const sheet = useAction({ run: () => savePdf({ kind: "register_sheet" }) });
  const mark = (type: string) => acts.mutate([act(type, { obligation: obligation.key })]);
  const more: Act[] = [
    ...(running || status === "to_assess"
      ? [{ key: "dispense", label: t("breach.obligations.dispense"), run: () => setOpen("dispense") }]
      : []),
    ...(obligation.late_needs_reasons && running
      ? [{ key: "late", label: t("breach.obligations.lateReasons"), run: () => setOpen("late") }]
      : []),
    ...(status === "sent" || status === "acknowledged"
      ? [{ key: "withdraw", label: t("breach.obligations.withdraw"), run: () => setOpen("withdraw") }]
      : []),
  ];
  return (
    <div className={styles.entry}>
      <div className={styles.entryHead}>
        <div>
          {inPlace ? <h3>{obligation.title}</h3> : <h4>{obligation.title}</h4>}
          <span className={styles.sub}>
            {t("breach.obligations.to", { recipient: obligation.recipient })} · {obligation.source}
          </span>
        </div>
        <div className={styles.rowActions}>
          {running && obligation.due && !obligation.target_is_legal && <Tag>{t("breach.obligations.target")}</Tag>}
          {obligation.to_verify && <Tag>{t("breach.obligations.toVerify")}</Tag>}
          <Tag tone={obligation.late ? "danger" : (tones[status] ?? "neutral")}>
            {label("breach.obligationStates", status)}
          </Tag>
        </div>
      </div>
      {running && obligation.due && (
        <Clock
          what={t("breach.obligations.due")}
          started={obligation.started_at}
          {...(obligation.started_at !== file.clocks.awareness?.started.utc && { from: t("breach.clock.running") })}
          due={obligation.due.target}
          compact
        />
      )}
      {running && !obligation.due && (
        <p>
          {t("breach.obligations.noTerm")}
          {obligation.started_at && (
            <>
              {" · "}
              {t("breach.obligations.since")} <Instant at={obligation.started_at} form="long" />
            </>
          )}
        </p>
      )}
      {obligation.presumed && <p className={styles.quiet}>{t("breach.obligations.presumed")}</p>}
      {status === "to_assess" && obligation.unknown.length > 0 && (
        <p className={styles.quiet}>
          {t("breach.obligations.missingFacts", {
            facts: obligation.unknown.map((fact) => label("breach.ruleFacts", fact.replaceAll(".", "_"))).join(", "),
          })}
        </p>
      )}
      {obligation.advisory && (
        <details>
          <summary>{t("breach.obligations.limits")}</summary>
          {obligation.advisory.limit_3_1 && (
            <p>
              {t("breach.obligations.limit31")} <Instant at={obligation.advisory.limit_3_1.utc} form="long" />
            </p>
          )}
          {obligation.advisory.limit_3_5 && (
            <p>
              {t("breach.obligations.limit35")} <Instant at={obligation.advisory.limit_3_5.utc} form="long" />
            </p>
          )}
        </details>
      )}
      {obligation.sent_at && (
        <p>
          {t("breach.obligations.sentAt")} <Instant at={obligation.sent_at} form="long" />
          {obligation.reference && ` · ${obligation.reference}`}
        </p>
      )}
      <Steps steps={obligation.steps} />
      {obligation.late_reasons && (
        <p className={styles.quiet}>
          {t("breach.obligations.lateReasons")} : {obligation.late_reasons}
        </p>
      )}
      {obligation.single_handed && <p className={styles.quiet}>{t("breach.obligations.single")}</p>}
      <RefusalNotice error={acts.error ?? sheet.error} />
      {isOpen(file) && (
        <div className={styles.rowActions}>
          {obligation.document === "cnil_sheet" && running && !inPlace && (
            <ButtonLink
              to="/violations/$dossier/$section"
              params={{ dossier: id, section: "notification" }}
              tone="primary"
              small
            >
              {t("breach.obligations.goSheet")}
            </ButtonLink>
          )}
          {obligation.document === "person_letter" && running && !inPlace && (
            <ButtonLink
              to="/violations/$dossier/$section"
              params={{ dossier: id, section: "personnes" }}
              tone="primary"
              small
            >
              {t("breach.obligations.goPeople")}
            </ButtonLink>
          )}
          {obligation.document === "register_sheet" && running && (
            <Button
              small
              icon={<FileDown size={16} aria-hidden />}
              isPending={sheet.isPending}
              onPress={() => sheet.mutate()}
            >
              {t("breach.closing.sheet")}
            </Button>
          )}
          {(status === "due" || status === "to_assess") && obligation.completion !== "all_persons" && (
            <Button small isPending={acts.isPending} onPress={() => mark("obligation_prepared")}>
              {t("breach.obligations.prepare")}
            </Button>
          )}
          {status === "prepared" && (
            <Button small isPending={acts.isPending} onPress={() => mark("obligation_validated")}>
              {t("breach.obligations.validate")}
            </Button>
          )}
          {status === "validated" && obligation.completion === "receipt" && (
            <Button small onPress={() => setOpen("sent")}>
              {t("breach.obligations.sent")}
            </Button>
          )}
          {status === "sent" && (
            <Button small onPress={() => setOpen("receipt")}>
              {t("breach.obligations.receipt")}
            </Button>
          )}
          {status === "validated" && obligation.completion === "internal" && (
            <Button small isPending={acts.isPending} onPress={() => mark("obligation_completed")}>
              {t("breach.obligations.completed")}
            </Button>
          )}
          <ActsMenu name={t("breach.obligations.actsOf", { title: obligation.title })} acts={more} />
        </div>
      )}
      {open === "sent" && <SentDialog obligation={obligation} onClose={close} />}
      {open === "receipt" && <ReceiptDialog obligation={obligation} onClose={close} />}
      {open === "dispense" && (
        <DispenseDialog
          obligation={obligation}
          pieces={byTime(file.pieces)}
          measures={byTime(file.measures)}
          onClose={close}
        />
      )}
      {(open === "withdraw" || open === "late") && (
        <ReasonDialog obligation={obligation} kind={open} onClose={close} />
      )}
    </div>
  );
}

/** Who did what about it, and why it was set aside. */
function Steps({ steps }: { steps: readonly Step[] | undefined }) {
  const { t } = useTranslation();
  const label = useLabel();
  const names = useNames();
  if (!steps?.length) return null;
  return (
    <ul className={styles.steps} aria-label={t("breach.obligations.steps")}>
      {steps.map((step) => (
        <li key={`${step.act}${step.at}`}>
          <strong>{label("breach.obligationSteps", step.act)}</strong> {names(step.by)}, <Instant at={step.at} />
          {step.ground && ` · ${label("breach.grounds", step.ground)}`}
          {step.text && ` · ${step.text}`}
        </li>
      ))}
    </ul>
  );
}
