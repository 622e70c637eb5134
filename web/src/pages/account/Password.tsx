import { useState } from "react";
import { useTranslation } from "react-i18next";
import { core } from "@/core/client";
import { NewPassword, noPassword, passwordsAgree } from "@/session/NewPassword";
import { keys, useAction, useSignedIn } from "@/session/use";
import { Button } from "@/ui/Button";
import { Dialog, FormActions } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import { useAnnounce } from "@/ui/Live";
import { RefusalNotice } from "@/ui/Notice";
import { LocalForm, Section } from "@/ui/Page";

/** The password of the account, changed by whoever knows the one in force. */
export function Password() {
  const { t } = useTranslation();
  const [changing, setChanging] = useState(false);
  return (
    <Section
      title={t("account.password")}
      lead={t("account.passwordLead")}
      card
      actions={<Button onPress={() => setChanging(true)}>{t("account.passwordChange")}</Button>}
    >
      {changing && <ChangePassword onClose={() => setChanging(false)} />}
    </Section>
  );
}

function ChangePassword({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { me } = useSignedIn();
  const announce = useAnnounce();
  const [current, setCurrent] = useState("");
  const [chosen, setChosen] = useState(noPassword);
  const change = useAction({
    run: () => core.changePassword({ email: me.email, current, password: chosen.password }),
    refresh: [keys.devices],
    done: (status, _, client) => {
      client.setQueryData(keys.status, status);
      announce(t("account.passwordChanged"));
      onClose();
    },
  });
  return (
    <Dialog title={t("account.passwordChange")} open onClose={onClose} closable={!change.isPending}>
      <LocalForm onSubmit={() => passwordsAgree(chosen) && change.mutate()}>
        <TextField
          label={t("account.passwordCurrent")}
          type={chosen.shown ? "text" : "password"}
          autoComplete="current-password"
          value={current}
          onChange={setCurrent}
          autoFocus
        />
        <NewPassword value={chosen} onChange={setChosen} person={me} label={t("account.passwordNew")} />
        <RefusalNotice error={change.error} />
        <FormActions submit={t("account.passwordChange")} pending={change.isPending} onClose={onClose} waits />
      </LocalForm>
    </Dialog>
  );
}
