import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { BellRing, Inbox, UsersRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DeskView, ReportSummary } from "@/core/api";
import { core } from "@/core/client";
import { useLabel } from "@/i18n/refusal";
import { keys } from "@/session/use";
import { Button, ButtonLink } from "@/ui/Button";
import { Copy } from "@/ui/Copy";
import { Empty } from "@/ui/Empty";
import { RadioField } from "@/ui/Field";
import { Instant } from "@/ui/Instant";
import { Notice, RefusalNotice } from "@/ui/Notice";
import { Page, Row, Section } from "@/ui/Page";
import { Loading } from "@/ui/Progress";
import { Table } from "@/ui/Table";
import { Tag, type TagTone } from "@/ui/Tag";
import { NameDialog } from "../workspace/NameDialog";
import { StateOf } from "../workspace/settings/StateNotice";
import styles from "./Desk.module.css";

export const reportTones: Record<ReportSummary["state"], TagTone> = {
  new: "warn",
  opened: "info",
  linked: "ok",
  duplicate: "neutral",
  discarded: "neutral",
};

export function DeskPage() {
  const { t } = useTranslation();
  const [creating, setCreating] = useState(false);
  const desk = useQuery({ queryKey: keys.desk, queryFn: () => core.desk(), refetchInterval: 30_000 });
  return (
    <Page
      title={t("desk.title")}
      lead={t("desk.lead")}
      actions={
        desk.data && (
          <ButtonLink
            to="/espaces/$workspace"
            params={{ workspace: desk.data.workspace }}
            search={{ vue: "membres" }}
            icon={<UsersRound size={18} aria-hidden />}
          >
            {t("desk.team")}
          </ButtonLink>
        )
      }
    >
      {desk.isPending && <Loading />}
      <RefusalNotice error={desk.error} />
      {desk.data === null && (
        <Empty
          icon={BellRing}
          title={t("desk.noneTitle")}
          actions={
            <Button tone="primary" onPress={() => setCreating(true)}>
              {t("desk.create")}
            </Button>
          }
        >
          {t("desk.noneText")}
        </Empty>
      )}
      {desk.data && <StateOf workspace={desk.data.workspace} />}
      {desk.data && <Desk desk={desk.data} />}
      {creating && (
        <NameDialog
          title={t("desk.create")}
          label={t("desk.createName")}
          hint={t("desk.createNameHint")}
          initial=""
          submit={t("desk.create")}
          run={(name) => core.createDesk({ name })}
          refresh={[keys.desk, keys.workspaces, keys.proposals]}
          onClose={() => setCreating(false)}
        />
      )}
    </Page>
  );
}

function Desk({ desk }: { desk: DeskView }) {
  const { t } = useTranslation();
  const label = useLabel();
  const [filter, setFilter] = useState<"todo" | "all">("todo");
  const todo = desk.reports.filter((report) => report.state === "new" || report.state === "opened");
  const shown = filter === "todo" ? todo : desk.reports;
  return (
    <>
      {desk.designated ? (
        <div className={styles.address}>
          <div>
            <p className={styles.addressLabel}>{t("desk.addressLabel")}</p>
            <code>{desk.publicAddress}</code>
            <p className={styles.quiet}>{t("desk.addressHint")}</p>
          </div>
          <Copy text={desk.publicAddress} what={t("desk.addressLabel")} />
        </div>
      ) : (
        <Notice tone="warn" title={t("desk.notDesignatedTitle")}>
          <p>{t("desk.notDesignatedText")}</p>
        </Notice>
      )}
      {desk.reports.length === 0 ? (
        <Empty icon={Inbox} title={t("desk.emptyTitle")}>
          {t("desk.emptyText")}
        </Empty>
      ) : (
        <Section title={t("desk.toDo", { count: todo.length })}>
          <RadioField
            label={t("desk.filter")}
            value={filter}
            onChange={setFilter}
            inline
            choices={[
              { value: "todo", label: `${t("desk.filterTodo")} (${todo.length})` },
              { value: "all", label: `${t("desk.filterAll")} (${desk.reports.length})` },
            ]}
          />
          {shown.length === 0 ? (
            <p className={styles.quiet}>{t("desk.nothingToDo")}</p>
          ) : (
            <Table
              caption={t("desk.caption")}
              rows={shown.toSorted((a, b) => b.receivedAt.localeCompare(a.receivedAt))}
              rowKey={(report) => report.id}
              columns={[
                {
                  key: "excerpt",
                  header: t("desk.excerpt"),
                  head: true,
                  cell: (report) => (
                    <Link to="/signalements/$report" params={{ report: report.id }} className={styles.excerpt}>
                      {report.excerpt}
                    </Link>
                  ),
                },
                {
                  key: "state",
                  header: t("common.state"),
                  cell: (report) => (
                    <Row>
                      <Tag tone={reportTones[report.state]}>{label("desk.states", report.state)}</Tag>
                      {report.dossier?.number}
                    </Row>
                  ),
                },
                { key: "received", header: t("desk.received"), cell: (report) => <Instant at={report.receivedAt} /> },
                { key: "service", header: t("desk.service"), cell: (report) => report.service },
                {
                  key: "contact",
                  header: t("desk.contact"),
                  cell: (report) => (report.hasContact ? t("desk.contactYes") : t("desk.contactNo")),
                },
                {
                  key: "attachments",
                  header: t("desk.files"),
                  cell: (report) =>
                    report.attachments > 0 ? t("desk.attachments", { count: report.attachments }) : "–",
                },
              ]}
            />
          )}
        </Section>
      )}
    </>
  );
}
