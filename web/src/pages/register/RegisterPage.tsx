import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Printer, ScrollText } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { core } from "@/core/client";
import { number } from "@/format/quantity";
import { useLabel } from "@/i18n/refusal";
import { useLocale } from "@/session/place";
import { keys } from "@/session/use";
import { Button, ButtonLink } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { TextField } from "@/ui/Field";
import { Instant } from "@/ui/Instant";
import { LevelTag } from "@/ui/LevelTag";
import { RefusalNotice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { Loading } from "@/ui/Progress";
import { Table } from "@/ui/Table";
import styles from "./Register.module.css";

export function RegisterPage() {
  const { t } = useTranslation();
  const label = useLabel();
  const locale = useLocale();
  const [search, setSearch] = useState("");
  const register = useQuery({ queryKey: keys.register, queryFn: () => core.register() });
  const wanted = search.trim().toLocaleLowerCase("fr");
  const shown = (register.data ?? []).filter((line) =>
    `${line.number} ${line.title}`.toLocaleLowerCase("fr").includes(wanted),
  );
  return (
    <Page
      title={t("registers.registerTitle")}
      lead={t("registers.registerLead")}
      actions={
        register.data?.length ? (
          <Button icon={<Printer size={18} aria-hidden />} onPress={() => window.print()}>
            {t("registers.print")}
          </Button>
        ) : null
      }
    >
      {register.isPending && <Loading />}
      <RefusalNotice error={register.error} />
      {register.data?.length === 0 && (
        <Empty
          icon={ScrollText}
          title={t("registers.registerEmptyTitle")}
          actions={<ButtonLink to="/signalements">{t("shell.intake")}</ButtonLink>}
        >
          {t("registers.registerEmptyText")}
        </Empty>
      )}
      {register.data && register.data.length > 6 && (
        <TextField label={t("registers.search")} value={search} onChange={setSearch} optional narrow />
      )}
      {shown.length > 0 && (
        <Table
          caption={t("registers.registerCaption")}
          rows={shown}
          rowKey={(line) => line.number + line.title}
          columns={[
            {
              key: "title",
              header: t("registers.file"),
              head: true,
              cell: (line) => (
                <>
                  {line.dossier ? (
                    <Link to="/violations/$dossier" params={{ dossier: line.dossier }}>
                      {line.title}
                    </Link>
                  ) : (
                    line.title
                  )}
                  <span className={styles.sub}>
                    {line.number || t("registers.provisional")} · {label("breach.states", line.state)}
                    {line.closedAt && (
                      <>
                        , <Instant at={line.closedAt} />
                      </>
                    )}
                  </span>
                </>
              ),
            },
            {
              key: "aware",
              header: t("registers.aware"),
              cell: (line) => (line.awareAt ? <Instant at={line.awareAt} /> : t("common.unread")),
            },
            {
              key: "level",
              header: t("registers.level"),
              cell: (line) => (line.level === null ? t("common.unknown") : <LevelTag level={line.level} />),
            },
            {
              key: "persons",
              header: t("registers.persons"),
              number: true,
              cell: (line) => (line.persons === null ? t("common.unknown") : number(line.persons, locale)),
            },
            {
              key: "followUp",
              header: t("registers.followUp"),
              cell: (line) => (
                <>
                  {t("registers.cnil")} : {label("breach.obligationStates", line.cnil)}
                  <span className={styles.sub}>
                    {t("registers.informed")} : {label("breach.obligationStates", line.personsInformed)}
                  </span>
                </>
              ),
            },
            {
              key: "next",
              header: t("registers.nextDeadline"),
              cell: (line) =>
                line.nextDeadline ? (
                  <>
                    <Instant at={line.nextDeadline.at} />
                    <span className={styles.sub}>{label("vocabulary.rules", line.nextDeadline.rule)}</span>
                  </>
                ) : (
                  "–"
                ),
            },
          ]}
        />
      )}
    </Page>
  );
}
