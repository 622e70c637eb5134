import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { FileDown, Printer, ScrollText } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RegisterLine } from "@/core/api";
import { core } from "@/core/client";
import { writeCsv } from "@/format/csv";
import { number } from "@/format/quantity";
import { useLabel } from "@/i18n/refusal";
import { useLocale } from "@/session/place";
import { keys } from "@/session/use";
import { Button, ButtonLink } from "@/ui/Button";
import { saveBlob } from "@/ui/download";
import { Empty } from "@/ui/Empty";
import { TextField } from "@/ui/Field";
import { Instant } from "@/ui/Instant";
import { LevelTag } from "@/ui/LevelTag";
import { RefusalNotice } from "@/ui/Notice";
import { Page, Row } from "@/ui/Page";
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
  const exportTable = useExport();
  return (
    <Page
      title={t("registers.registerTitle")}
      lead={t("registers.registerLead")}
      actions={
        register.data?.length ? (
          <Row>
            <Button icon={<FileDown size={18} aria-hidden />} onPress={() => exportTable(register.data)}>
              {t("registers.export")}
            </Button>
            <Button icon={<Printer size={18} aria-hidden />} onPress={() => window.print()}>
              {t("registers.print")}
            </Button>
          </Row>
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
                  {t("registers.cnil")} : {label("breach.obligationStates", line.cnil)}
                  <span className={styles.sub}>
                    {t("registers.informed")} : {label("breach.obligationStates", line.personsInformed)}
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

/** The whole register as a table that office programs open; instants in universal time. */
function useExport(): (lines: readonly RegisterLine[]) => void {
  const { t } = useTranslation();
  const label = useLabel();
  return (lines) => {
    const header = [
      t("registers.number"),
      t("registers.file"),
      t("registers.state"),
      t("registers.opened"),
      t("registers.aware"),
      t("registers.level"),
      t("registers.persons"),
      t("registers.cnil"),
      t("registers.informed"),
      t("registers.nextDeadline"),
      t("registers.closed"),
    ];
    const rows = lines.map((line) => [
      line.number,
      line.title,
      label("breach.states", line.state),
      line.openedAt,
      line.awareAt ?? "",
      line.level === null ? "" : label("vocabulary.levels", String(line.level)),
      line.persons === null ? "" : String(line.persons),
      label("breach.obligationStates", line.cnil),
      label("breach.obligationStates", line.personsInformed),
      line.nextDeadline?.at ?? "",
      line.closedAt ?? "",
    ]);
    saveBlob(writeCsv([header, ...rows]), t("registers.exportFile"));
  };
}
