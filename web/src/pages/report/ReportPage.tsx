import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ReportReceipt } from "@/core/api";
import { core } from "@/core/client";
import { useAction } from "@/session/use";
import { Button, ButtonLink } from "@/ui/Button";
import { Drop, FileList } from "@/ui/Drop";
import { RadioField, TextField } from "@/ui/Field";
import { Notice, RefusalNotice } from "@/ui/Notice";
import { LocalForm, Page, Section } from "@/ui/Page";
import { Loading, Progress } from "@/ui/Progress";
import { Receipt } from "./Receipt";

const noContact = { name: "", email: "", telephone: "" };

/** Anybody, without an account: three questions, then what helps. */
export function ReportPage() {
  const { t } = useTranslation();
  const page = useQuery({ queryKey: ["reportPage"], queryFn: () => core.reportPage() });
  const [receipt, setReceipt] = useState<ReportReceipt | null>(null);

  if (page.isPending) return <Loading />;
  if (page.isError) {
    return (
      <Page title={t("report.title")}>
        <RefusalNotice error={page.error} />
      </Page>
    );
  }
  const organisation = page.data.organisation.name;
  if (receipt) return <Receipt receipt={receipt} organisation={organisation} />;
  if (!page.data.open) {
    return (
      <Page title={t("report.title")}>
        <Notice
          tone="warn"
          title={t("report.closedTitle")}
          actions={<ButtonLink to="/connexion">{t("shell.signIn")}</ButtonLink>}
        >
          <p>{t("report.closedText", { organisation })}</p>
        </Notice>
      </Page>
    );
  }
  return (
    <Page title={t("report.title")} lead={t("report.lead")}>
      <Notice tone="ok">
        <p>{t("report.promise", { organisation })}</p>
      </Notice>
      <ReportForm onSent={setReceipt} />
    </Page>
  );
}

function ReportForm({ onSent }: { onSent: (receipt: ReportReceipt) => void }) {
  const { t } = useTranslation();
  const [whatHappened, setWhatHappened] = useState("");
  const [whenSeen, setWhenSeen] = useState("");
  const [service, setService] = useState("");
  const [files, setFiles] = useState<File[]>([]);
  const [named, setNamed] = useState<"anonymous" | "named">("anonymous");
  const [contact, setContact] = useState(noContact);
  const [progress, setProgress] = useState({ done: 0, total: 0 });
  const submit = useAction({
    run: () =>
      core.submitReport(
        { whatHappened, whenSeen, service, contact: named === "named" ? contact : null, files },
        setProgress,
      ),
    done: onSent,
  });
  return (
    <LocalForm onSubmit={() => submit.mutate()} label={t("report.title")}>
      <Section title={t("report.questionsTitle")}>
        <TextField
          label={t("report.what")}
          hint={t("report.whatHint")}
          multiline
          rows={7}
          value={whatHappened}
          onChange={setWhatHappened}
        />
        <TextField label={t("report.when")} hint={t("report.whenHint")} value={whenSeen} onChange={setWhenSeen} />
        <TextField label={t("report.where")} hint={t("report.whereHint")} value={service} onChange={setService} />
      </Section>
      <Section title={t("report.filesTitle")} lead={t("report.filesLead")}>
        <Drop
          label={t("report.filesDrop")}
          button={t("report.filesButton")}
          onFiles={(added) => setFiles((present) => [...present, ...added])}
        />
        <FileList
          files={files}
          name={t("report.filesNames")}
          onRemove={(gone) => setFiles((present) => present.filter((file) => file !== gone))}
        />
      </Section>
      <Section title={t("report.contactTitle")} lead={t("report.contactLead")}>
        <RadioField
          label={t("report.contactChoice")}
          value={named}
          onChange={setNamed}
          choices={[
            { value: "anonymous", label: t("report.contactAnonymous") },
            { value: "named", label: t("report.contactNamed") },
          ]}
        />
        {named === "named" && (
          <>
            <TextField
              label={t("report.contactName")}
              autoComplete="name"
              value={contact.name}
              onChange={(name) => setContact({ ...contact, name })}
            />
            <TextField
              label={t("common.email")}
              type="email"
              autoComplete="email"
              optional
              value={contact.email}
              onChange={(email) => setContact({ ...contact, email })}
            />
            <TextField
              label={t("common.telephone")}
              type="tel"
              autoComplete="tel"
              optional
              value={contact.telephone}
              onChange={(telephone) => setContact({ ...contact, telephone })}
            />
          </>
        )}
      </Section>
      <RefusalNotice error={submit.error} />
      {submit.isPending && <Progress label={t("report.sending")} {...progress} />}
      <Button type="submit" tone="primary" isPending={submit.isPending}>
        {t("report.submit")}
      </Button>
    </LocalForm>
  );
}
