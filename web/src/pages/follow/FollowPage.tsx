import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ThreadMessage, ThreadView } from "@/core/api";
import { core } from "@/core/client";
import { useLabel } from "@/i18n/refusal";
import { useAction, useStatus } from "@/session/use";
import { Button } from "@/ui/Button";
import { Drop, FileList } from "@/ui/Drop";
import { TextField } from "@/ui/Field";
import { Instant } from "@/ui/Instant";
import { useAnnounce } from "@/ui/Live";
import { RefusalNotice } from "@/ui/Notice";
import { LocalForm, Page, Section } from "@/ui/Page";
import { Tag } from "@/ui/Tag";
import { Thread } from "../report/Thread";

/** The reporter comes back with a code and nothing else. */
export function FollowPage() {
  const { t } = useTranslation();
  const [code, setCode] = useState("");
  const [thread, setThread] = useState<ThreadView | null>(null);
  const follow = useAction({ run: () => core.followReport({ code }), done: setThread });

  if (thread) {
    return (
      <Conversation
        code={code}
        thread={thread}
        onChange={setThread}
        onLeave={() => {
          setThread(null);
          setCode("");
        }}
      />
    );
  }
  return (
    <Page title={t("report.followTitle")} lead={t("report.followLead")}>
      <LocalForm onSubmit={() => follow.mutate()}>
        <TextField
          label={t("report.followCode")}
          value={code}
          onChange={setCode}
          mono
          narrow
          autoComplete="off"
          spellCheck="false"
        />
        <RefusalNotice error={follow.error} />
        <Button type="submit" tone="primary" isPending={follow.isPending}>
          {t("report.followSubmit")}
        </Button>
      </LocalForm>
    </Page>
  );
}

interface ConversationProps {
  code: string;
  thread: ThreadView;
  onChange: (thread: ThreadView) => void;
  onLeave: () => void;
}

function Conversation({ code, thread, onChange, onLeave }: ConversationProps) {
  const { t } = useTranslation();
  const label = useLabel();
  const announce = useAnnounce();
  const status = useStatus();
  const organisation = status.data && status.data.state !== "empty" ? status.data.organisation.name : "";
  const [text, setText] = useState("");
  const [files, setFiles] = useState<File[]>([]);
  // Sealed for the team as soon as they leave: only what was written during this visit can be shown again.
  const [mine, setMine] = useState<ThreadMessage[]>([]);
  const messages = [...thread.messages, ...mine].toSorted((a, b) => a.at.localeCompare(b.at));
  const add = useAction({
    run: () => core.addToReport({ code, text, files }),
    done: (updated) => {
      onChange(updated);
      const sent = files.map(({ name, size }) => ({ name, size }));
      setMine((former) => [...former, { at: new Date().toISOString(), from: "reporter", text, files: sent }]);
      setText("");
      setFiles([]);
      announce(t("report.added"));
    },
  });
  return (
    <Page
      title={t("report.followTitle")}
      tags={
        <>
          <Tag tone={thread.state === "handled" ? "ok" : thread.state === "opened" ? "info" : "neutral"}>
            {label("report.states", thread.state)}
          </Tag>
          <span>
            {t("report.followReceived")} <Instant at={thread.receivedAt} form="long" />
          </span>
        </>
      }
      actions={<Button onPress={onLeave}>{t("report.followForget")}</Button>}
    >
      <Section title={t("report.threadTitle")}>
        <Thread messages={messages} organisation={organisation} reporter={t("report.fromReporter")} />
        <p>{t("report.ownMessages")}</p>
      </Section>
      <Section title={t("report.addTitle")}>
        <LocalForm onSubmit={() => add.mutate()}>
          <TextField label={t("report.addText")} multiline value={text} onChange={setText} />
          <Drop
            label={t("report.addFiles")}
            button={t("report.filesButton")}
            onFiles={(added) => setFiles((present) => [...present, ...added])}
          />
          <FileList
            files={files}
            name={t("report.filesNames")}
            onRemove={(gone) => setFiles((present) => present.filter((file) => file !== gone))}
          />
          <RefusalNotice error={add.error} />
          <Button type="submit" tone="primary" isPending={add.isPending}>
            {t("report.addSubmit")}
          </Button>
        </LocalForm>
      </Section>
    </Page>
  );
}
