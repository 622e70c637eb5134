import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { Broken } from "./Broken";
import styles from "./Preview.module.css";

interface MediaViewProps {
  blob: Blob;
  name: string;
  kind: "image" | "audio" | "video";
}

/** What the browser shows or plays by itself, from memory. */
export function MediaView({ blob, name, kind }: MediaViewProps) {
  const { t } = useTranslation();
  const [broken, setBroken] = useState(false);
  const give = useCallback(
    (element: HTMLImageElement | HTMLMediaElement | null) => {
      if (!element) return undefined;
      const url = URL.createObjectURL(blob);
      element.src = url;
      return () => URL.revokeObjectURL(url);
    },
    [blob],
  );
  if (broken) return <Broken />;
  const label = t("workspace.previewOf", { name });
  const failed = () => setBroken(true);
  // What people deposit comes without captions, and none can be made up.
  /* oxlint-disable jsx-a11y/media-has-caption */
  if (kind === "image") return <img ref={give} className={styles.image} alt={label} onError={failed} />;
  if (kind === "audio") return <audio ref={give} className={styles.audio} controls aria-label={label} onError={failed} />;
  return <video ref={give} className={styles.video} controls playsInline aria-label={label} onError={failed} />;
  /* oxlint-enable jsx-a11y/media-has-caption */
}
