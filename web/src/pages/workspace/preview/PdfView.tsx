import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight, type LucideIcon, ZoomIn, ZoomOut } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { Loading } from "@/ui/Progress";
import { Broken } from "./Broken";
import { openPdf, type PDFDocumentProxy, problemOf, TextLayer } from "./pdf";
import styles from "./Preview.module.css";

const zooms = [0.5, 0.75, 1, 1.5, 2, 3] as const;

/** A PDF page by page: its picture, and over it the text that can be chosen, searched and read aloud. */
export function PdfView({ blob, name }: { blob: Blob; name: string }) {
  const id = useId();
  const file = useQuery({
    queryKey: ["pdf", id],
    queryFn: () => openPdf(blob),
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  });
  const opened = file.data;
  useEffect(
    () => () => {
      void opened?.loadingTask.destroy();
    },
    [opened],
  );
  if (file.isPending) return <Loading />;
  if (file.isError) return <Broken locked={problemOf(file.error) === "password"} />;
  return <Pages file={file.data} name={name} />;
}

function Pages({ file, name }: { file: PDFDocumentProxy; name: string }) {
  const { t } = useTranslation();
  const [number, setNumber] = useState(1);
  const [zoom, setZoom] = useState(2);
  const [broken, setBroken] = useState(false);
  const label = t("workspace.pdfPage", { page: number, pages: file.numPages });
  return (
    <div className={styles.pdf}>
      <div className={styles.bar} role="group" aria-label={t("workspace.pdfControls")}>
        <Turn icon={ChevronLeft} label={t("workspace.pdfBefore")} end={number === 1} run={() => setNumber(number - 1)} />
        <span role="status">{label}</span>
        <Turn icon={ChevronRight} label={t("workspace.pdfAfter")} end={number === file.numPages} run={() => setNumber(number + 1)} />
        <Turn icon={ZoomOut} label={t("workspace.pdfSmaller")} end={zoom === 0} run={() => setZoom(zoom - 1)} />
        <Turn icon={ZoomIn} label={t("workspace.pdfLarger")} end={zoom === zooms.length - 1} run={() => setZoom(zoom + 1)} />
      </div>
      {broken ? (
        <Broken />
      ) : (
        <PdfPage
          key={number}
          file={file}
          number={number}
          zoom={zooms[zoom] ?? 1}
          label={`${name}, ${label}`}
          onBroken={() => setBroken(true)}
        />
      )}
    </div>
  );
}

interface TurnProps {
  icon: LucideIcon;
  label: string;
  /** It goes no further that way. */
  end: boolean;
  run: () => void;
}

function Turn({ icon: Icon, label, end, run }: TurnProps) {
  return <Button small tone="quiet" icon={<Icon size={20} aria-hidden />} aria-label={label} isDisabled={end} onPress={run} />;
}

interface PdfPageProps {
  file: PDFDocumentProxy;
  number: number;
  /** 1: as wide as the place it has. */
  zoom: number;
  label: string;
  onBroken: () => void;
}

function PdfPage({ file, number, zoom, label, onBroken }: PdfPageProps) {
  const frame = useRef<HTMLDivElement>(null);
  const sheet = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const failed = useRef(onBroken);
  useEffect(() => {
    failed.current = onBroken;
  }, [onBroken]);
  useEffect(() => {
    let stopped = false;
    let stop = () => {};
    const draw = async () => {
      const page = await file.getPage(number);
      const [box, paper, picture, words] = [frame.current, sheet.current, canvas.current, text.current];
      if (stopped || !box || !paper || !picture || !words) return;
      const natural = page.getViewport({ scale: 1 });
      const viewport = page.getViewport({ scale: (zoom * Math.min(box.clientWidth, widthMax)) / natural.width });
      const density = window.devicePixelRatio || 1;
      picture.width = Math.floor(viewport.width * density);
      picture.height = Math.floor(viewport.height * density);
      paper.style.width = `${viewport.width}px`;
      paper.style.height = `${viewport.height}px`;
      paper.style.setProperty("--total-scale-factor", String(viewport.scale));
      words.replaceChildren();
      const task = page.render({ canvas: picture, viewport, transform: [density, 0, 0, density, 0, 0] });
      const layer = new TextLayer({ textContentSource: page.streamTextContent(), container: words, viewport });
      stop = () => {
        task.cancel();
        layer.cancel();
      };
      await Promise.all([task.promise, layer.render()]);
    };
    draw().catch(() => {
      // Otherwise another page or another size was asked for meanwhile.
      if (!stopped) failed.current();
    });
    return () => {
      stopped = true;
      stop();
    };
  }, [file, number, zoom]);
  return (
    <div ref={frame} className={styles.frame} tabIndex={0} role="region" aria-label={label}>
      <div ref={sheet} className={styles.sheet}>
        <canvas ref={canvas} aria-hidden />
        <div ref={text} className={styles.words} />
      </div>
    </div>
  );
}

/** A page is not blown up on a wide screen. */
const widthMax = 900;
