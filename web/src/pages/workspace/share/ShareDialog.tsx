import { useQuery } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DocumentView, LinkView, SharingPolicy, WorkspaceView } from "@/core/api";
import { core } from "@/core/client";
import { useZone } from "@/session/place";
import { keys, useAction } from "@/session/use";
import { Button } from "@/ui/Button";
import { Dialog, FormActions } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import { RefusalNotice } from "@/ui/Notice";
import { LocalForm } from "@/ui/Page";
import { Loading } from "@/ui/Progress";
import { LinkReady } from "./LinkReady";
import { suggestPassword } from "./password";
import styles from "./Share.module.css";
import { SharedFiles } from "./SharedFiles";
import { defaultDays, downloadsOf, termProblem } from "./term";
import { TermField, termOf } from "./TermField";

export type Shareable = Pick<DocumentView, "id" | "name" | "size">;

interface ShareDialogProps {
  space: WorkspaceView;
  documents: readonly Shareable[];
  onClose: () => void;
}

/** Documents handed to people outside by a link. */
export function ShareDialog({ space, documents, onClose }: ShareDialogProps) {
  const { t } = useTranslation();
  const policy = useQuery({ queryKey: keys.sharing, queryFn: () => core.sharingPolicy() });
  const [made, setMade] = useState<{ link: LinkView; password: string } | null>(null);
  if (made) {
    // Another dialog, shown from its top and with the focus in it: the form was scrolled to its end.
    return (
      <Dialog key="ready" title={t("sharing.readyTitle")} open onClose={onClose} wide>
        <LinkReady workspace={space.id} link={made.link} password={made.password} onClose={onClose} />
      </Dialog>
    );
  }
  return (
    <Dialog key="form" title={t("sharing.share")} open onClose={onClose} wide>
      {policy.isPending && <Loading />}
      <RefusalNotice error={policy.error} />
      {policy.data && (
        <ShareForm
          space={space}
          documents={documents}
          policy={policy.data}
          onDone={(link, password) => setMade({ link, password })}
          onClose={onClose}
        />
      )}
    </Dialog>
  );
}

interface ShareFormProps extends ShareDialogProps {
  policy: SharingPolicy;
  onDone: (link: LinkView, password: string) => void;
}

function ShareForm({ space, documents, policy, onDone, onClose }: ShareFormProps) {
  const { t } = useTranslation();
  const zone = useZone();
  const { daysMax, passwordRequired } = policy;
  const [now] = useState(() => Date.now());
  const [title, setTitle] = useState(documents.length === 1 ? (documents[0]?.name ?? "") : "");
  const [message, setMessage] = useState("");
  const [term, setTerm] = useState({ choice: String(defaultDays(daysMax)), date: null as string | null });
  const [downloads, setDownloads] = useState("");
  const [password, setPassword] = useState("");
  const downloadsMax = downloadsOf(downloads);
  const create = useAction({
    run: (expiresAt: string) =>
      core.createLink({
        workspace: space.id,
        documents: documents.map((one) => one.id),
        title: title.trim(),
        message: message.trim(),
        expiresAt,
        downloadsMax: downloadsMax ?? null,
        password: password.trim() || null,
      }),
    refresh: [keys.workspace(space.id)],
    done: (link) => onDone(link, password.trim()),
  });
  const submit = () => {
    const expiresAt = termOf(term, now, daysMax, zone);
    if (expiresAt && !termProblem(expiresAt, Date.now(), daysMax) && downloadsMax !== undefined) create.mutate(expiresAt);
  };
  return (
    <LocalForm onSubmit={submit}>
      <div className={styles.handed}>
        <SharedFiles files={documents} name={t("sharing.files")} />
        <p className={styles.echo}>{t("sharing.versionToday")}</p>
      </div>
      <TextField
        label={t("sharing.linkTitle")}
        hint={t("sharing.linkTitleHint")}
        value={title}
        onChange={setTitle}
        autoFocus
        maxLength={200}
      />
      <TextField
        label={t("sharing.message")}
        hint={t("sharing.messageHint")}
        value={message}
        onChange={setMessage}
        multiline
        rows={3}
        optional
        maxLength={2_000}
      />
      <TermField value={term} onChange={setTerm} now={now} daysMax={daysMax} />
      <div className={styles.suggest}>
        <TextField
          label={t("sharing.password")}
          hint={t(passwordRequired ? "sharing.passwordRequiredHint" : "sharing.passwordHint")}
          value={password}
          onChange={setPassword}
          optional={!passwordRequired}
          mono
          autoComplete="off"
          spellCheck="false"
          maxLength={200}
        />
        <Button small icon={<KeyRound size={16} aria-hidden />} onPress={() => setPassword(suggestPassword())}>
          {t("sharing.passwordSuggest")}
        </Button>
      </div>
      <TextField
        label={t("sharing.downloadsMax")}
        hint={t("sharing.downloadsMaxHint")}
        value={downloads}
        onChange={setDownloads}
        inputMode="numeric"
        optional
        narrow
        autoComplete="off"
        error={downloadsMax === undefined ? t("sharing.downloadsMaxProblem") : null}
      />
      <RefusalNotice error={create.error} />
      <FormActions submit={t("sharing.create")} pending={create.isPending} onClose={onClose} />
    </LocalForm>
  );
}
