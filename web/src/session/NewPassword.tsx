import { useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { useTranslation } from "react-i18next";
import type { PersonInput } from "@/core/api";
import { core } from "@/core/client";
import { useLabel } from "@/i18n/refusal";
import { cx } from "@/ui/cx";
import { CheckField, TextField } from "@/ui/Field";
import styles from "./NewPassword.module.css";

export interface NewPasswordState {
  password: string;
  again: string;
  shown: boolean;
}

export const noPassword: NewPasswordState = { password: "", again: "", shown: false };

export function passwordsAgree({ password, again }: NewPasswordState): boolean {
  return password === again;
}

/** A password chosen for the first time: typed twice, judged by the core as it is typed. */
export function NewPassword({
  value,
  onChange,
  person,
  label: name,
}: {
  value: NewPasswordState;
  onChange: (value: NewPasswordState) => void;
  person: PersonInput;
  /** When another password stands beside it. */
  label?: string;
}) {
  const { t } = useTranslation();
  const label = useLabel();
  const judged = useDeferredValue(value.password);
  const strength = useQuery({
    queryKey: ["strength", judged, person],
    queryFn: () => core.passwordStrength({ password: judged, person }),
    enabled: judged.length > 0,
    gcTime: 0,
    placeholderData: (previous) => previous,
  });
  const type = value.shown ? "text" : "password";
  return (
    <>
      <div>
        <TextField
          label={name ?? t("access.password")}
          hint={t("access.passwordHint")}
          type={type}
          autoComplete="new-password"
          value={value.password}
          onChange={(password) => onChange({ ...value, password })}
        />
        {value.password && strength.data && (
          <div role="status">
            <div className={styles.meter} aria-hidden>
              {[1, 2, 3, 4].map((level) => (
                <span
                  key={level}
                  className={cx(strength.data.score >= level && (strength.data.enough ? styles.enough : styles.on))}
                />
              ))}
            </div>
            <p className={styles.words}>
              {t("access.strength")} : {label("access.strengthLevels", String(strength.data.score))}.{" "}
              {strength.data.reasons.map((reason) => label("access.reasons", reason)).join(" ")}
            </p>
          </div>
        )}
      </div>
      <TextField
        label={t("access.passwordAgain")}
        type={type}
        autoComplete="new-password"
        value={value.again}
        onChange={(again) => onChange({ ...value, again })}
        error={value.again && !passwordsAgree(value) ? t("access.passwordDiffers") : null}
      />
      <CheckField
        label={t("access.showPassword")}
        checked={value.shown}
        onChange={(shown) => onChange({ ...value, shown })}
      />
      <p>{t("access.passwordLost")}</p>
    </>
  );
}
