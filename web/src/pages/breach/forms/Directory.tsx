import { useState } from "react";
import { useTranslation } from "react-i18next";
import { act } from "@/core/acts";
import type { Party } from "@/core/dossier";
import { Refused } from "@/core/refused";
import { writeCsv } from "@/format/csv";
import { Button } from "@/ui/Button";
import { saveBlob } from "@/ui/download";
import { Drop } from "@/ui/Drop";
import { Notice, RefusalNotice } from "@/ui/Notice";
import { DirectoryColumnMissing, type DirectoryRead, readDirectory } from "../directory";
import { ActDialog } from "./ActForm";

interface Known {
  reference: string;
  party: Party | null;
}

/** Names and addresses of everybody at once, from a table. It is read here; only what is kept is sealed in the file. */
export function DirectoryDialog({ known, onClose }: { known: readonly Known[]; onClose: () => void }) {
  const { t } = useTranslation();
  const [read, setRead] = useState<DirectoryRead | null>(null);
  const [error, setError] = useState<unknown>(null);
  const take = async (file: File) => {
    setRead(null);
    setError(null);
    try {
      setRead(readDirectory(await file.text(), new Set(known.map((one) => one.reference))));
    } catch (thrown) {
      setError(
        thrown instanceof DirectoryColumnMissing
          ? new Refused({ code: "directory-column-missing", params: { file: file.name, column: t(`breach.directory.${thrown.column}`) } })
          : thrown,
      );
    }
  };
  const model = () => {
    const header = [
      t("breach.directory.party"),
      t("breach.directory.name"),
      t("breach.directory.address"),
      t("breach.directory.email"),
      t("breach.directory.minor"),
    ];
    const rows = known.map(({ reference, party }) => [
      reference,
      party?.name ?? "",
      party?.address.join(" | ") ?? "",
      party?.email ?? "",
      party && party.minor !== "unknown" ? t(`breach.tri.${party.minor}`) : "",
    ]);
    saveBlob(writeCsv([header, ...rows]), t("breach.directory.file"));
  };
  const nothing = read !== null && read.parties.length === 0;
  return (
    <ActDialog
      title={t("breach.directory.title")}
      lead={t("breach.directory.lead")}
      submit={read && !nothing ? t("breach.directory.submit", { count: read.parties.length }) : t("common.save")}
      onClose={onClose}
      build={() => (read ? read.parties.map((party) => act("party_described", { ...party })) : null)}
    >
      <div>
        <Button small onPress={model}>
          {t("breach.directory.model")}
        </Button>
      </div>
      <Drop
        label={t("breach.directory.drop")}
        button={t("breach.directory.choose")}
        accept={[".csv", "text/csv", ".txt"]}
        multiple={false}
        onFiles={([file]) => file && void take(file)}
      />
      <RefusalNotice error={error} />
      {read && (
        <Notice tone={nothing || read.unknown.length > 0 ? "warn" : "ok"} live>
          <p>{t("breach.directory.found", { count: read.parties.length })}</p>
          {read.unknown.length > 0 && (
            <p>{t("breach.directory.unknown", { count: read.unknown.length, names: read.unknown.slice(0, 5).join(", ") })}</p>
          )}
          {read.unnamed > 0 && <p>{t("breach.directory.unnamed", { count: read.unnamed })}</p>}
        </Notice>
      )}
    </ActDialog>
  );
}
