import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ReportView } from "@/core/api";
import { core } from "@/core/client";
import { longDay } from "@/format/instant";
import { duration, size } from "@/format/quantity";
import { useLabel } from "@/i18n/refusal";
import { deskReportRoute } from "@/router";
import { useNow } from "@/session/now";
import { useLocale, useZone } from "@/session/place";
import { keys, useAction, useSignedIn } from "@/session/use";
import { Button, ButtonLink } from "@/ui/Button";
import { saveBlob } from "@/ui/download";
import { TextField } from "@/ui/Field";
import { Instant } from "@/ui/Instant";
import { useAnnounce } from "@/ui/Live";
import { Notice, RefusalNotice } from "@/ui/Notice";
import { BackLabel, Facts, LocalForm, Page, Section } from "@/ui/Page";
import { Loading } from "@/ui/Progress";
import { Tag } from "@/ui/Tag";
import { Thread } from "../report/Thread";
import { LinkDialog, OpenDossierDialog } from "./Decide";
import { reportTones } from "./DeskPage";
import styles from "./Desk.module.css";

const dayMilliseconds = 24 * 3600 * 1000;

export function DeskReportPage() {
  const { t } = useTranslation();
  const label = useLabel();
  const now = useNow();
  const zone = useZone();
  const locale = useLocale();
  const client = useQueryClient();
  const { report: id } = deskReportRoute.useParams();
  const report = useQuery({ queryKey: keys.report(id), queryFn: () => core.report({ report: id }) });
  const opened = report.isSuccess;
  useEffect(() => {
    // Reading it makes it read: the list and the counter follow.
    if (opened) void client.invalidateQueries({ queryKey: keys.desk });
  }, [opened, client]);
  const back = (
    <Link to="/signalements">
      <BackLabel>{t("desk.back")}</BackLabel>
    </Link>
  );
  if (report.isPending) return <Loading />;
  if (report.isError) {
    return (
      <Page title={t("desk.title")} back={back}>
        <RefusalNotice error={report.error} />
      </Page>
    );
  }
  const view = report.data;
  const waiting = now - Date.parse(view.receivedAt);
  const undecided = view.state === "new" || view.state === "opened";
  return (
    <Page
      title={t("desk.reportTitle", { day: longDay(view.receivedAt, zone, locale) })}
      back={back}
      tags={
        <>
          <Tag tone={reportTones[view.state]}>{label("desk.states", view.state)}</Tag>
          <Instant at={view.receivedAt} form="long" />
        </>
      }
    >
      {undecided && (
        <Notice tone={waiting > dayMilliseconds ? "warn" : "info"}>
          <p>
            {t(waiting > dayMilliseconds ? "desk.waitingLong" : "desk.waiting", {
              duration: duration(waiting, locale),
            })}
          </p>
        </Notice>
      )}
      <div className={styles.columns}>
        <div className={styles.side}>
          <Section title={t("desk.what")}>
            <blockquote className={styles.quote}>{view.whatHappened}</blockquote>
            <Facts
              items={[
                [t("desk.when"), view.whenSeen],
                [t("desk.where"), view.service],
              ]}
            />
          </Section>
          <Files report={view} />
          <Answer report={view} />
        </div>
        <div className={styles.side}>
          <Decide report={view} />
          <Section title={t("desk.person")} card>
            {view.contact ? (
              <Facts
                items={[
                  [t("common.name"), view.contact.name],
                  [t("common.email"), view.contact.email || t("common.none")],
                  [t("common.telephone"), view.contact.telephone || t("common.none")],
                ]}
              />
            ) : (
              <p>{t("desk.anonymous")}</p>
            )}
          </Section>
        </div>
      </div>
    </Page>
  );
}

function Files({ report }: { report: ReportView }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const fetchFile = useAction({
    run: (file: ReportView["files"][number]) => core.reportFile({ report: report.id, index: file.index }),
    done: (blob, file) => saveBlob(blob, file.name),
  });
  if (report.files.length === 0) return null;
  return (
    <Section title={t("desk.files")} lead={t("desk.filesHint")}>
      <ul className={styles.fileList}>
        {report.files.map((file) => (
          <li key={file.index}>
            <Button
              small
              icon={<Download size={16} aria-hidden />}
              onPress={() => fetchFile.mutate(file)}
              isPending={fetchFile.isPending && fetchFile.variables.index === file.index}
            >
              {file.name} ({size(file.size, locale)})
            </Button>
          </li>
        ))}
      </ul>
      <RefusalNotice error={fetchFile.error} />
    </Section>
  );
}

function Answer({ report }: { report: ReportView }) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const { organisation } = useSignedIn();
  const [text, setText] = useState("");
  const answer = useAction({
    run: () => core.answerReport({ report: report.id, text }),
    done: (updated, _, client) => {
      client.setQueryData(keys.report(report.id), updated);
      setText("");
      announce(t("desk.answerSent"));
    },
  });
  const thread = report.messages;
  return (
    <Section title={t("desk.thread")}>
      {thread.length > 0 && (
        <Thread
          messages={thread}
          organisation={organisation.name}
          reporter={report.contact?.name ?? t("desk.contactNo")}
        />
      )}
      <LocalForm onSubmit={() => answer.mutate()}>
        <TextField label={t("desk.answer")} hint={t("desk.answerHint")} multiline value={text} onChange={setText} />
        <RefusalNotice error={answer.error} />
        <Button type="submit" isPending={answer.isPending}>
          {t("desk.answerSend")}
        </Button>
      </LocalForm>
    </Section>
  );
}

function Decide({ report }: { report: ReportView }) {
  const { t } = useTranslation();
  const [dialog, setDialog] = useState<"open" | "link" | null>(null);
  if (report.dossier) {
    return (
      <Section title={t("desk.linked", { number: report.dossier.number ?? "" })} card>
        <ButtonLink to="/violations/$dossier" params={{ dossier: report.dossier.id }} tone="primary">
          {t("desk.seeDossier")}
        </ButtonLink>
      </Section>
    );
  }
  return (
    <Section title={t("desk.decide")} lead={t("desk.decideLead")} card>
      <div className={styles.decide}>
        <Button tone="primary" onPress={() => setDialog("open")}>
          {t("desk.openDossier")}
        </Button>
        <Button onPress={() => setDialog("link")}>{t("desk.link")}</Button>
      </div>
      {dialog === "open" && <OpenDossierDialog report={report.id} onClose={() => setDialog(null)} />}
      {dialog === "link" && <LinkDialog report={report.id} onClose={() => setDialog(null)} />}
    </Section>
  );
}
