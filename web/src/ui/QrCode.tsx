import { QRCodeSVG } from "qrcode.react";
import styles from "./QrCode.module.css";

/** An address to be photographed; dark on light in both schemes, with the margin that readers need. */
export function QrCode({ text, name }: { text: string; name: string }) {
  return <QRCodeSVG value={text} title={name} level="M" marginSize={4} size={224} className={styles.code} />;
}
