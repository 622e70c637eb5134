import { ListChecks, Pencil, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FactRecorded, Recorded } from "@/core/dossier";
import { useLabel } from "@/i18n/refusal";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { CheckField } from "@/ui/Field";
import { Instant } from "@/ui/Instant";
import { Section } from "@/ui/Page";
import { Table } from "@/ui/Table";
import { Tag } from "@/ui/Tag";
import styles from "../Breach.module.css";
import { type Moment, Timeline } from "../charts/Timeline";
import { useFactText } from "../factText";
import { isOpen, useCase } from "../file";
import { FactDialog } from "../forms/Fact";

type Row = Recorded<FactRecorded> & { replaced: boolean };

export function Facts() {
  const { t } = useTranslation();
  const label = useLabel();
  const factText = useFactText();
  const { file } = useCase();
  const [open, setOpen] = useState<"add" | FactRecorded | null>(null);
  const [former, setFormer] = useState(false);
  const close = () => setOpen(null);
  const rows: Row[] = [
    ...file.facts.map((one) => ({ ...one, replaced: false })),
    ...(former ? file.facts_replaced.map((one) => ({ ...one, replaced: true })) : []),
  ].toSorted((a, b) => (a.act.true_when ?? a.act.known_when).localeCompare(b.act.true_when ?? b.act.known_when));
  const moments: Moment[] = rows.map(({ act: one }) => ({
    key: one.fact,
    label: one.value.kind === "note" ? String(one.value["label"] ?? "") : label("breach.factKinds", one.value.kind),
    trueWhen: one.true_when,
    knownWhen: one.known_when,
  }));
  const add = isOpen(file) && (
    <Button tone="primary" icon={<Plus size={18} aria-hidden />} onPress={() => setOpen("add")}>
      {t("breach.facts.add")}
    </Button>
  );
  return (
    <Section title={t("breach.sections.faits")} lead={t("breach.facts.lead")} actions={rows.length > 0 && add}>
      {rows.length === 0 ? (
        <Empty icon={ListChecks} title={t("breach.facts.none")} level={3} actions={add}>
          {t("breach.facts.empty")}
        </Empty>
      ) : (
        <>
          <Timeline moments={moments} />
          {file.facts_replaced.length > 0 && (
            <CheckField label={t("breach.facts.showFormer")} checked={former} onChange={setFormer} />
          )}
          <Table
            caption={t("breach.facts.table")}
            rows={rows}
            rowKey={({ act: one }) => one.fact}
            columns={[
              {
                key: "fact",
                header: t("breach.facts.value"),
                head: true,
                cell: ({ act: one, replaced }) => (
                  <>
                    {label("breach.factKinds", one.value.kind)} {replaced && <Tag>{t("breach.facts.superseded")}</Tag>}
                    <span className={styles.sub}>{factText(one.value)}</span>
                  </>
                ),
              },
              {
                key: "true",
                header: t("breach.facts.trueWhen"),
                cell: ({ act: one }) => (one.true_when ? <Instant at={one.true_when} /> : "–"),
              },
              { key: "known", header: t("breach.facts.knownWhen"), cell: ({ act: one }) => <Instant at={one.known_when} /> },
              {
                key: "source",
                header: t("breach.source"),
                cell: ({ act: one }) => (
                  <>
                    {one.source}
                    <span className={styles.sub}>{label("breach.confidences", one.confidence)}</span>
                  </>
                ),
              },
              {
                key: "actions",
                header: t("common.actions"),
                actions: "corner",
                cell: ({ act: one, replaced }) =>
                  isOpen(file) && !replaced ? (
                    <Button
                      small
                      tone="quiet"
                      icon={<Pencil size={16} aria-hidden />}
                      aria-label={t("breach.facts.correctWhat", { what: label("breach.factKinds", one.value.kind) })}
                      onPress={() => setOpen(one)}
                    />
                  ) : null,
              },
            ]}
          />
        </>
      )}
      {open === "add" && <FactDialog onClose={close} />}
      {open !== null && open !== "add" && <FactDialog corrects={open} onClose={close} />}
    </Section>
  );
}
