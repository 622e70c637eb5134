import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { LinkCover } from "@/core/api";
import { core } from "@/core/client";
import { useAction } from "@/session/use";
import { Button } from "@/ui/Button";
import { Dialog, FormActions } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import { RefusalNotice } from "@/ui/Notice";
import { LocalForm } from "@/ui/Page";
import styles from "./Visit.module.css";

interface NotForMeProps {
  address: string;
  /** What the link shows; null when it shows nothing more. */
  cover: LinkCover | null;
  onDone: () => void;
}

/** The way out for whoever received a link by mistake: always in sight, before opening and after. */
export function NotForMe(props: NotForMeProps) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  return (
    <div className={styles.apart}>
      <p>{props.cover ? t("visit.notForMeText", { author: props.cover.author }) : t("visit.notForMeTextEnded")}</p>
      <Button onPress={() => setAsked(true)}>{t("visit.notForMe")}</Button>
      {asked && <RefuseDialog {...props} onClose={() => setAsked(false)} />}
    </div>
  );
}

function RefuseDialog({ address, cover, onDone, onClose }: NotForMeProps & { onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [text, setText] = useState("");
  const refuse = useAction({
    run: () => core.refuseVisit({ address, name: name.trim(), text: text.trim() }),
    done: onDone,
  });
  return (
    <Dialog title={t("visit.notForMe")} open onClose={onClose} closable={!refuse.isPending}>
      <p>{t("visit.refuseLead")}</p>
      <ul>
        <li>{t("visit.refuseStops")}</li>
        <li>
          {cover
            ? t("visit.refuseTold", { author: cover.author, organisation: cover.organisation })
            : t("visit.refuseToldEnded")}
        </li>
        <li>{t("visit.refuseKeep")}</li>
      </ul>
      <LocalForm onSubmit={() => refuse.mutate()}>
        <TextField
          label={t("visit.yourName")}
          value={name}
          onChange={setName}
          optional
          autoComplete="name"
          maxLength={200}
        />
        <TextField
          label={t("visit.refuseWords")}
          hint={t("visit.refuseWordsHint")}
          value={text}
          onChange={setText}
          multiline
          rows={3}
          optional
          maxLength={2_000}
        />
        <RefusalNotice error={refuse.error} />
        <FormActions submit={t("visit.refuseSubmit")} tone="danger" pending={refuse.isPending} onClose={onClose} waits />
      </LocalForm>
    </Dialog>
  );
}
