import { Database, Pencil, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DatasetRecorded } from "@/core/dossier";
import { shortTerm, useLabel } from "@/i18n/refusal";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Facts, Section } from "@/ui/Page";
import { Tag } from "@/ui/Tag";
import styles from "../Breach.module.css";
import { useCountText } from "../factText";
import { byTime, isOpen, useCase } from "../file";
import { DatasetDialog, sensitiveData } from "../forms/Dataset";

const sensitive: readonly string[] = sensitiveData;

export function Data() {
  const { t } = useTranslation();
  const label = useLabel();
  const countText = useCountText();
  const { file } = useCase();
  const [open, setOpen] = useState<"add" | DatasetRecorded | null>(null);
  const close = () => setOpen(null);
  const datasets = byTime(file.datasets);
  const add = isOpen(file) && (
    <Button tone="primary" icon={<Plus size={18} aria-hidden />} onPress={() => setOpen("add")}>
      {t("breach.data.add")}
    </Button>
  );
  return (
    <Section title={t("breach.sections.donnees")} lead={t("breach.data.lead")} actions={datasets.length > 0 && add}>
      {datasets.length === 0 ? (
        <Empty icon={Database} title={t("breach.data.none")} level={3} actions={add}>
          {t("breach.data.empty")}
        </Empty>
      ) : (
        <ul className={styles.entries}>
          {datasets.map(({ act: one }) => (
            <li key={one.dataset} className={styles.entry}>
              <div className={styles.entryHead}>
                <h3>{one.label}</h3>
                {isOpen(file) && (
                  <Button
                    small
                    icon={<Pencil size={16} aria-hidden />}
                    aria-label={t("breach.data.editWhat", { what: one.label })}
                    onPress={() => setOpen(one)}
                  >
                    {t("breach.data.change")}
                  </Button>
                )}
              </div>
              <div className={styles.rowActions}>
                {one.data.map((category) => (
                  <Tag key={category} tone={sensitive.includes(category) ? "danger" : "neutral"}>
                    {shortTerm(label("vocabulary.data", category))}
                  </Tag>
                ))}
              </div>
              <Facts
                items={[
                  ...(one.other_data ? [[t("breach.data.other"), one.other_data] as const] : []),
                  [t("breach.data.persons"), one.persons.map((who) => label("vocabulary.persons", who)).join(", ")],
                  [t("breach.data.personsShort"), countText(one.person_count)],
                  [t("breach.data.recordsShort"), countText(one.record_count)],
                  [t("breach.data.minorsShort"), label("breach.tri", one.minors)],
                  [t("breach.source"), one.source],
                ]}
              />
            </li>
          ))}
        </ul>
      )}
      {open === "add" && <DatasetDialog onClose={close} />}
      {open !== null && open !== "add" && <DatasetDialog dataset={open} onClose={close} />}
    </Section>
  );
}
