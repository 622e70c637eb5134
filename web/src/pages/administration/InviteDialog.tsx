import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Profile } from "@/core/api";
import { core } from "@/core/client";
import { longInstant } from "@/format/instant";
import { useLabel } from "@/i18n/refusal";
import { useLocale, useZone } from "@/session/place";
import { useAction } from "@/session/use";
import { Button } from "@/ui/Button";
import { Copy } from "@/ui/Copy";
import { Dialog, DialogActions, FormActions } from "@/ui/Dialog";
import { RadioField, TextField } from "@/ui/Field";
import { Notice, RefusalNotice } from "@/ui/Notice";
import { LocalForm } from "@/ui/Page";
import styles from "./Administration.module.css";

const profiles: readonly Profile[] = ["user", "guest", "administrator"];

export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const label = useLabel();
  const zone = useZone();
  const locale = useLocale();
  const [email, setEmail] = useState("");
  const [profile, setProfile] = useState<Profile>("user");
  const invite = useAction({ run: () => core.invite({ email: email.trim(), profile }) });
  if (invite.data) {
    return (
      <Dialog title={t("admin.inviteDoneTitle")} open onClose={onClose}>
        <Notice tone="ok" live>
          <p>
            {t("admin.inviteDoneText", { email, expires: longInstant(invite.data.expiresAt, zone, locale) })}
          </p>
        </Notice>
        <code className={styles.link}>{invite.data.link}</code>
        <DialogActions>
          <Copy text={invite.data.link} what={t("admin.inviteLink")} tone="primary" />
          <Button small onPress={onClose}>
            {t("common.close")}
          </Button>
        </DialogActions>
      </Dialog>
    );
  }
  return (
    <Dialog title={t("admin.inviteTitle")} open onClose={onClose}>
      <p>{t("admin.inviteText")}</p>
      <LocalForm onSubmit={() => invite.mutate()}>
        <TextField label={t("common.email")} type="email" value={email} onChange={setEmail} autoFocus spellCheck="false" />
        <RadioField
          label={t("admin.profile")}
          value={profile}
          onChange={setProfile}
          choices={profiles.map((value) => ({
            value,
            label: label("admin.profiles", value),
            hint: label("admin.inviteProfileHints", value),
          }))}
        />
        <RefusalNotice error={invite.error} />
        <FormActions submit={t("admin.inviteSubmit")} pending={invite.isPending} onClose={onClose} />
      </LocalForm>
    </Dialog>
  );
}
