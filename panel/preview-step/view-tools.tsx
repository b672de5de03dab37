import { fileName } from "../../shared/exports/file-name.ts";
import type { Preview } from "../preview/preview.ts";
import { Button } from "../ui/controls.tsx";
import { t } from "../ui/texts.ts";

interface ViewToolsProps {
  preview: Preview | null;
  ready: boolean;
  measuring: boolean;
  onMeasuring(on: boolean): void;
  /** Of the picture when it is saved, without ending. */
  pictureName: string;
}

const views = ["iso", "top", "north", "east", "south", "west"] as const;

/** Where to look from, and the two tools that need nothing but the picture. */
export function ViewTools({ preview, ready, measuring, onMeasuring, pictureName }: ViewToolsProps) {
  return (
    <div class="view-tools" role="toolbar" aria-label={t.views}>
      <div class="tool-group">
        {views.map((name) => (
          <Button key={name} disabled={!ready} title={t.viewTitles[name]} onClick={() => preview?.view(name)}>
            {t.viewNames[name]}
          </Button>
        ))}
      </div>
      <div class="tool-group">
        <Button disabled={!ready} title={t.fitTitle} onClick={() => preview?.fit()}>
          {t.fit}
        </Button>
        <Button disabled={!ready} pressed={measuring} onClick={() => onMeasuring(!measuring)}>
          {t.measure}
        </Button>
        <Button disabled={!ready} onClick={() => void savePicture(preview, pictureName)}>
          {t.savePicture}
        </Button>
      </div>
    </div>
  );
}

/** A lost graphics context comes back by itself; pressing again is all there is to do, so nothing is said. */
async function savePicture(preview: Preview | null, name: string): Promise<void> {
  const picture = await preview?.screenshot().catch(() => null);
  if (!picture) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(picture);
  link.download = fileName(name, "png");
  link.click();
  // Long enough for any browser to have begun the download.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
