import { useTranslation } from "react-i18next";

/** The bell tower: roof, cornice, shaft with its door, and the bell. Decorative: the name stands beside it. */
export function Mark({ size = 32 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path
        d="M16 1.5 25 11H7zM6 12.4h20v2.5H6zM8.5 16.3h15v13.2a1 1 0 0 1-1 1h-3v-5.2a3.5 3.5 0 0 0-7 0v5.2h-3a1 1 0 0 1-1-1z"
        fill="currentColor"
      />
      <path
        d="M16 16.4c2 0 2.9 1.5 3 3.1l.8 1.4h-7.6l.8-1.4c.1-1.6 1-3.1 3-3.1z"
        fill="var(--bronze)"
        stroke="var(--mark-gap, transparent)"
        strokeWidth=".6"
      />
    </svg>
  );
}

export function Name() {
  const { t } = useTranslation();
  return <span lang="fr">{t("shell.product")}</span>;
}
