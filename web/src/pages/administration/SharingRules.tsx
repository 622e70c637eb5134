import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SharingPolicy } from "@/core/api";
import { core } from "@/core/client";
import { keys, useAction } from "@/session/use";
import { Button } from "@/ui/Button";
import { CheckField, TextField } from "@/ui/Field";
import { useAnnounce } from "@/ui/Live";
import { RefusalNotice } from "@/ui/Notice";
import { LocalForm, Section } from "@/ui/Page";
import { Loading } from "@/ui/Progress";

const daysLimit = 366;

/** A whole number of days that a link may last. */
export function daysOf(text: string): number | null {
  const plain = text.trim();
  const days = /^\d{1,3}$/.test(plain) ? Number(plain) : 0;
  return days >= 1 && days <= daysLimit ? days : null;
}

/** What share links may be, for everybody. */
export function SharingRules() {
  const { t } = useTranslation();
  const policy = useQuery({ queryKey: keys.sharing, queryFn: () => core.sharingPolicy() });
  return (
    <Section title={t("admin.sharingTitle")} lead={t("admin.sharingLead")}>
      {policy.isPending && <Loading />}
      <RefusalNotice error={policy.error} />
      {policy.data && <Rules policy={policy.data} />}
    </Section>
  );
}

function Rules({ policy }: { policy: SharingPolicy }) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const [days, setDays] = useState(String(policy.daysMax));
  const [passwordRequired, setPasswordRequired] = useState(policy.passwordRequired);
  const daysMax = daysOf(days);
  const save = useAction({
    run: (wanted: SharingPolicy) => core.setSharingPolicy(wanted),
    refresh: [keys.sharing],
    done: () => announce(t("admin.sharingSaved")),
  });
  const same = daysMax === policy.daysMax && passwordRequired === policy.passwordRequired;
  return (
    <LocalForm onSubmit={() => daysMax !== null && save.mutate({ daysMax, passwordRequired })} label={t("admin.sharingTitle")}>
      <TextField
        label={t("admin.sharingDays")}
        hint={t("admin.sharingDaysHint", { max: daysLimit })}
        value={days}
        onChange={setDays}
        inputMode="numeric"
        narrow
        autoComplete="off"
        error={days.trim() !== "" && daysMax === null ? t("admin.sharingDaysProblem", { max: daysLimit }) : null}
      />
      <CheckField label={t("admin.sharingPassword")} checked={passwordRequired} onChange={setPasswordRequired} />
      <RefusalNotice error={save.error} />
      {save.isSuccess && same && <p>{t("admin.sharingSaved")}</p>}
      <Button type="submit" isPending={save.isPending}>
        {t("common.save")}
      </Button>
    </LocalForm>
  );
}
