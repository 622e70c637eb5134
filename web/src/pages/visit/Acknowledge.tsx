import { useState } from "react";
import { useTranslation } from "react-i18next";
import { core } from "@/core/client";
import { useAction } from "@/session/use";
import { Button } from "@/ui/Button";
import { TextField } from "@/ui/Field";
import { Notice, RefusalNotice } from "@/ui/Notice";
import { LocalForm, Section } from "@/ui/Page";

/** "I received these documents", once. */
export function Acknowledge({ address, author }: { address: string; author: string }) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const send = useAction({ run: () => core.acknowledgeVisit({ address, name: name.trim() }) });
  if (send.isSuccess) {
    return (
      <Section title={t("visit.receiptTitle")}>
        <Notice tone="ok" title={t("visit.receiptDone")} live>
          <p>{t("visit.receiptDoneText", { author })}</p>
        </Notice>
      </Section>
    );
  }
  return (
    <Section title={t("visit.receiptTitle")} lead={t("visit.receiptLead", { author })}>
      <LocalForm onSubmit={() => send.mutate()} label={t("visit.receiptTitle")}>
        <TextField
          label={t("visit.yourName")}
          hint={t("visit.yourNameHint")}
          value={name}
          onChange={setName}
          autoComplete="name"
          narrow
          maxLength={200}
        />
        <RefusalNotice error={send.error} />
        <Button type="submit" isPending={send.isPending}>
          {t("visit.receiptSubmit")}
        </Button>
      </LocalForm>
    </Section>
  );
}
