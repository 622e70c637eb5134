import { Braces, FileDown, Pencil } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { act, present } from "@/core/acts";
import type { CnilSheet, SheetField } from "@/core/dossier";
import { useLabel } from "@/i18n/refusal";
import { useAction } from "@/session/use";
import { Button } from "@/ui/Button";
import { Copy } from "@/ui/Copy";
import { cx } from "@/ui/cx";
import { TextField } from "@/ui/Field";
import { Notice, RefusalNotice } from "@/ui/Notice";
import { Row, Section } from "@/ui/Page";
import { Loading } from "@/ui/Progress";
import { Tag } from "@/ui/Tag";
import styles from "../Breach.module.css";
import { useDocument, useSaveJson, useSavePdf } from "../documents";
import { isOpen, useCase } from "../file";
import { ActDialog } from "../forms/ActForm";
import { Card } from "./Obligations";
import own from "./Sheet.module.css";

export function Notification() {
  const { t } = useTranslation();
  const label = useLabel();
  const { file } = useCase();
  const [editing, setEditing] = useState<SheetField | null>(null);
  const document = useDocument<CnilSheet>("cnil_sheet", null);
  const savePdf = useSavePdf();
  const saveJson = useSaveJson();
  const pdf = useAction({ run: () => savePdf({ kind: "cnil_sheet" }) });
  const json = useAction({ run: () => saveJson({ kind: "cnil_sheet" }) });
  if (document.isPending) return <Loading />;
  if (document.isError) return <RefusalNotice error={document.error} />;
  const sheet = document.data;
  return (
    <Section
      title={t("breach.sections.notification")}
      lead={t("breach.notification.lead")}
      actions={
        <Row>
          <Button icon={<FileDown size={18} aria-hidden />} isPending={pdf.isPending} onPress={() => pdf.mutate()}>
            {t("breach.notification.pdf")}
          </Button>
          <Button icon={<Braces size={18} aria-hidden />} isPending={json.isPending} onPress={() => json.mutate()}>
            {t("breach.notification.json")}
          </Button>
        </Row>
      }
    >
      <RefusalNotice error={pdf.error ?? json.error} />
      <Row>
        <Tag tone="accent">{label("breach.notification.kinds", sheet.kind)}</Tag>
        {sheet.previous_reference && <span>{sheet.previous_reference}</span>}
      </Row>
      <Notice
        tone={sheet.missing.length > 0 ? "warn" : "ok"}
        title={
          sheet.missing.length > 0
            ? t("breach.notification.missing", { count: sheet.missing.length })
            : t("breach.notification.ready")
        }
      >
        <Gaps sheet={sheet} />
        <p>{t("breach.notification.initialHint")}</p>
        <p>{t("breach.notification.teleservice")}</p>
      </Notice>
      {file.obligations
        .filter((one) => one.document === "cnil_sheet" && ["due", "prepared", "validated", "sent"].includes(one.status))
        .map((one) => (
          <Card key={one.key} obligation={one} inPlace />
        ))}
      <Changes sheet={sheet} />
      {sheet.sections.map((section) => (
        <section key={section.key} className={own.section} aria-labelledby={`sheet-${section.key}`}>
          <h3 id={`sheet-${section.key}`}>
            {section.number}. {section.title}
          </h3>
          <dl className={own.fields}>
            {section.fields.map((field) => (
              <div key={field.key} id={`field-${field.key}`} className={cx(own.field, field.status === "to_complete" && own.missing)}>
                <dt>{field.label}</dt>
                <dd>
                  {field.values.length > 0
                    ? field.values.join("\n")
                    : field.status === "to_complete"
                      ? t("breach.notification.toComplete")
                      : "–"}
                  {field.edited && <span className={styles.sub}>{t("breach.notification.edited")}</span>}
                </dd>
                <dd className={own.actions}>
                  {field.values.length > 0 && <Copy text={field.values.join("\n")} what={field.label} tone="quiet" />}
                  {isOpen(file) && (
                    <Button
                      small
                      tone="quiet"
                      icon={<Pencil size={16} aria-hidden />}
                      aria-label={t("breach.notification.editWhat", { what: field.label })}
                      onPress={() => setEditing(field)}
                    />
                  )}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      {editing && <WordingDialog field={editing} onClose={() => setEditing(null)} />}
    </Section>
  );
}

/** What is missing, one step away. */
function Gaps({ sheet }: { sheet: CnilSheet }) {
  const fields = sheet.sections.flatMap((section) => section.fields).filter((field) => sheet.missing.includes(field.key));
  if (fields.length === 0) return null;
  return (
    <ul className={own.gaps}>
      {fields.map((field) => (
        <li key={field.key}>
          <a href={`#field-${field.key}`}>{field.label}</a>
        </li>
      ))}
    </ul>
  );
}

/** What a complement tells the authority: the fields that are no longer what was filed. */
function Changes({ sheet }: { sheet: CnilSheet }) {
  const { t } = useTranslation();
  if (sheet.changes.length === 0) return null;
  return (
    <Section title={t("breach.notification.changes")} level={3}>
      <ul className={styles.entries}>
        {sheet.changes.map((change) => (
          <li key={change.key} className={styles.entry}>
            <h4>{change.label}</h4>
            <p>
              {t("breach.notification.before")} : {change.before.join(" ; ") || "–"}
            </p>
            <p>
              <strong>
                {t("breach.notification.after")} : {change.after.join(" ; ") || "–"}
              </strong>
            </p>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function WordingDialog({ field, onClose }: { field: SheetField; onClose: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(field.values.join("\n"));
  return (
    <ActDialog
      title={t("breach.notification.editTitle", { label: field.label })}
      submit={t("common.save")}
      onClose={onClose}
      build={() => act("wording_edited", { document: "cnil_sheet", field: field.key, ...present({ text: text.trim() }) })}
    >
      <TextField
        label={t("breach.notification.restoreText")}
        hint={t("breach.notification.editHint")}
        value={text}
        onChange={setText}
        multiline
        rows={6}
        optional
      />
    </ActDialog>
  );
}
