import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { LinkCover, VisitedLink } from "@/core/api";
import { core } from "@/core/client";
import { toRefusal } from "@/core/refused";
import { size } from "@/format/quantity";
import { useLocale } from "@/session/place";
import { useAction } from "@/session/use";
import { Button } from "@/ui/Button";
import { CheckField, TextField } from "@/ui/Field";
import { Instant } from "@/ui/Instant";
import { useAnnounce } from "@/ui/Live";
import { RefusalNotice } from "@/ui/Notice";
import { Facts, LocalForm, Page } from "@/ui/Page";
import { endedCode } from "./ended";
import styles from "./Visit.module.css";

interface CoverProps {
  address: string;
  cover: LinkCover;
  onOpen: (visited: VisitedLink) => void;
  onStopped: (error: unknown) => void;
  leave: ReactNode;
}

/** From whom and what for, before anything is opened. */
export function Cover({ address, cover, onOpen, onStopped, leave }: CoverProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const announce = useAnnounce();
  const field = useRef<HTMLInputElement>(null);
  const [password, setPassword] = useState("");
  const [shown, setShown] = useState(false);
  const open = useAction({
    run: () => core.openVisited({ address, password: cover.password ? password.trim() : null }),
    done: onOpen,
  });
  const refusal = open.error ? toRefusal(open.error) : null;
  const wrong = refusal?.code === "link-password-wrong";
  const submit = () =>
    open.mutate(undefined, {
      onError: (error) => {
        const { code } = toRefusal(error);
        if (endedCode(code)) {
          onStopped(error);
        } else if (code === "link-password-wrong") {
          announce(t("visit.passwordWrong"));
          field.current?.focus();
          field.current?.select();
        }
      },
    });
  return (
    <Page title={cover.title} lead={t("visit.from", { author: cover.author, organisation: cover.organisation, count: cover.documents })}>
      <div className={styles.letter}>
        {cover.message && (
          <div>
            <p className={styles.words}>{cover.message}</p>
            <p className={styles.signed}>{cover.author}</p>
          </div>
        )}
        <Facts
          items={[
            [t("visit.content"), `${t("workspace.documents", { count: cover.documents })}, ${size(cover.size, locale)}`],
            [t("visit.until"), <Instant key="until" at={cover.expiresAt} form="long" />],
          ]}
        />
        <LocalForm onSubmit={submit} label={t("visit.open")}>
          {cover.password && (
            <>
              <TextField
                label={t("sharing.password")}
                hint={t("visit.passwordHint", { author: cover.author })}
                type={shown ? "text" : "password"}
                value={password}
                onChange={(value) => {
                  setPassword(value);
                  if (wrong) open.reset();
                }}
                autoComplete="off"
                spellCheck="false"
                inputRef={field}
                error={wrong ? t("visit.passwordWrong") : null}
              />
              <CheckField label={t("access.showPassword")} checked={shown} onChange={setShown} />
            </>
          )}
          {!wrong && <RefusalNotice error={open.error} />}
          <Button type="submit" tone="primary" isPending={open.isPending}>
            {t("visit.open")}
          </Button>
        </LocalForm>
        <p className={styles.quiet}>{t("visit.noted", { author: cover.author })}</p>
      </div>
      {leave}
    </Page>
  );
}
