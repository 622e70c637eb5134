import { Plus, ShieldCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MeasureRecorded } from "@/core/dossier";
import { useLabel } from "@/i18n/refusal";
import { Button, ButtonLink } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Instant } from "@/ui/Instant";
import { Row, Section } from "@/ui/Page";
import { Table } from "@/ui/Table";
import { Tag } from "@/ui/Tag";
import styles from "../Breach.module.css";
import { byTime, isOpen, useCase } from "../file";
import { ContainDialog, MeasureDialog, ProveDialog, RestoreDialog } from "../forms/Measures";
import { Restorations } from "./Restorations";

type Open = "add" | "contain" | "restore" | MeasureRecorded | null;
const kinds = ["immediate", "corrective", "prior"] as const;

export function Measures() {
  const { t } = useTranslation();
  const label = useLabel();
  const { file } = useCase();
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const measures = byTime(file.measures);
  const editable = isOpen(file);
  return (
    <>
      <Section
        title={t("breach.sections.mesures")}
        lead={t("breach.measures.lead")}
        actions={
          editable && (
            <Button tone="primary" icon={<Plus size={18} aria-hidden />} onPress={() => setOpen("add")}>
              {t("breach.measures.add")}
            </Button>
          )
        }
      >
        {measures.length === 0 && (
          <Empty icon={ShieldCheck} title={t("breach.measures.none")} level={3}>
            {t("breach.measures.empty")}
          </Empty>
        )}
        {kinds.map((kind) => {
          const some = measures.filter((one) => one.act.kind === kind);
          if (some.length === 0) return null;
          return (
            <Section key={kind} title={label("breach.measureKinds", kind)} level={3}>
              <ul className={styles.entries}>
                {some.map(({ act: one }) => (
                  <li key={one.measure} className={styles.entry}>
                    <div className={styles.entryHead}>
                      <div>
                        <h4>{one.description}</h4>
                        <span className={styles.sub}>
                          {one.effective_at ? <Instant at={one.effective_at} form="long" /> : t("breach.measures.planned")}
                        </span>
                      </div>
                      {one.piece ? (
                        <Tag tone="ok">{t("breach.measures.proven")}</Tag>
                      ) : editable ? (
                        <Button
                          small
                          aria-label={t("breach.measures.proveWhat", { what: one.description })}
                          onPress={() => setOpen(one)}
                        >
                          {t("breach.measures.prove")}
                        </Button>
                      ) : (
                        <Tag tone="warn">{t("breach.measures.unproven")}</Tag>
                      )}
                    </div>
                  </li>
                ))}
              </ul>
            </Section>
          );
        })}
        <Restorations />
        {(file.state === "breach" || file.state === "reopened") && (
          <Row>
            <Button onPress={() => setOpen("contain")}>{t("breach.measures.contain")}</Button>
          </Row>
        )}
        {file.state === "contained" && (
          <Row>
            <Button onPress={() => setOpen("restore")}>{t("breach.measures.restore")}</Button>
          </Row>
        )}
      </Section>
      <Pieces />
      {open === "add" && <MeasureDialog onClose={close} />}
      {open === "contain" && <ContainDialog measures={measures} onClose={close} />}
      {open === "restore" && <RestoreDialog measures={measures} onClose={close} />}
      {open !== null && typeof open === "object" && <ProveDialog measure={open} onClose={close} />}
    </>
  );
}

function Pieces() {
  const { t } = useTranslation();
  const { id, file } = useCase();
  const pieces = byTime(file.pieces);
  return (
    <Section
      title={t("breach.measures.piecesTitle")}
      actions={
        <ButtonLink to="/espaces/$workspace" params={{ workspace: id }} small>
          {t("breach.measures.piecesOpen")}
        </ButtonLink>
      }
    >
      {pieces.length === 0 ? (
        <p className={styles.quiet}>{t("breach.measures.piecesEmpty")}</p>
      ) : (
        <Table
          caption={t("breach.measures.piecesTitle")}
          rows={pieces}
          rowKey={({ act: one }) => one.piece}
          columns={[
            {
              key: "label",
              header: t("common.name"),
              head: true,
              cell: ({ act: one }) => (
                <>
                  {one.label} {one.third_party_data && <Tag tone="warn">{t("breach.measures.thirdParty")}</Tag>}
                </>
              ),
            },
            {
              key: "collected",
              header: t("breach.measures.collected"),
              cell: ({ act: one }) => (
                <>
                  <Instant at={one.collected_at} />
                  <span className={styles.sub}>{one.collector}</span>
                </>
              ),
            },
            {
              key: "digest",
              header: t("breach.traces.digest"),
              cell: ({ act: one }) => <code title={one.digest}>{one.digest.slice(0, 16)}…</code>,
            },
          ]}
        />
      )}
    </Section>
  );
}
