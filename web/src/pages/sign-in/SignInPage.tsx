import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { core } from "@/core/client";
import { signInRoute } from "@/router";
import { keys, useAction } from "@/session/use";
import { Button } from "@/ui/Button";
import { TextField } from "@/ui/Field";
import { Notice, RefusalNotice } from "@/ui/Notice";
import { LocalForm, Page } from "@/ui/Page";

export function SignInPage() {
  const { t } = useTranslation();
  const { suite } = signInRoute.useSearch();
  const navigate = useNavigate();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const signIn = useAction({
    run: () => core.signIn({ email: email.trim(), password }),
    done: (status, _, client) => {
      client.clear();
      client.setQueryData(keys.status, status);
      void navigate({ href: suite ?? "/espaces" });
    },
  });
  return (
    <Page title={t("access.signInTitle")} lead={t("access.signInLead")}>
      <LocalForm onSubmit={() => signIn.mutate()}>
        <TextField
          label={t("common.email")}
          type="email"
          name="email"
          autoComplete="username"
          value={email}
          onChange={setEmail}
          spellCheck="false"
        />
        <TextField
          label={t("access.password")}
          type="password"
          name="password"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
        />
        <RefusalNotice error={signIn.error} />
        <Button type="submit" tone="primary" isPending={signIn.isPending}>
          {t("shell.signIn")}
        </Button>
      </LocalForm>
      <Notice tone="info" title={t("access.noAccountTitle")}>
        <p>{t("access.noAccountText")}</p>
        <p>
          {t("access.noAccountReport")} <Link to="/signaler">{t("shell.reportLink")}</Link>
        </p>
      </Notice>
    </Page>
  );
}
