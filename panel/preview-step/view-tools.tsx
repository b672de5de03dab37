import { useEffect, useState } from "preact/hooks";
import { toContextileError } from "../../shared/errors.ts";
import { fileName } from "../../shared/exports/file-name.ts";
import type { Preview } from "../preview/preview.ts";
import { Button } from "../ui/controls.tsx";
import { errorWords } from "../ui/said.ts";
import { t } from "../ui/texts.ts";

interface ViewToolsProps {
  preview: Preview | null;
  ready: boolean;
  measuring: boolean;
  onMeasuring(on: boolean): void;
  /** Of the picture when it is saved, without ending. */
  pictureName: string;
}

interface ToolbarProps extends ViewToolsProps {
  onPicture(picture: Picture | null): void;
}

interface Picture {
  name: string;
  url: string | null;
  said: string | null;
}

const views = ["iso", "top", "north", "east", "south", "west"] as const;

/** Where to look from, and the two tools that need nothing but the picture. */
export function ViewTools(props: ViewToolsProps) {
  const [picture, setPicture] = useState<Picture | null>(null);
  // What a link leads to is held until the next one, or until the step goes.
  useEffect(() => () => picture?.url && URL.revokeObjectURL(picture.url), [picture]);
  return (
    <>
      <Toolbar {...props} onPicture={setPicture} />
      <div role="status" class="picture-said">
        {picture?.said && <p class="field-help">{picture.said}</p>}
        {picture?.url && (
          <p class="field-help">
            {t.saved}{" "}
            <a id="saved-picture" href={picture.url} download={picture.name}>
              {picture.name}
            </a>
          </p>
        )}
      </div>
    </>
  );
}

function Toolbar({ preview, ready, measuring, onMeasuring, pictureName, onPicture }: ToolbarProps) {
  const save = async () => onPicture(await takePicture(preview, pictureName));
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
        <Button disabled={!ready} onClick={() => void save()}>
          {t.savePicture}
        </Button>
      </div>
    </div>
  );
}

/** The file, or why there is none. Some web views begin no download by themselves: then there is the link. */
async function takePicture(preview: Preview | null, title: string): Promise<Picture | null> {
  if (preview === null) return null;
  const name = fileName(title, "png");
  try {
    const url = URL.createObjectURL(await preview.screenshot());
    const link = document.createElement("a");
    link.href = url;
    link.download = name;
    link.click();
    return { name, url, said: null };
  } catch (thrown) {
    const { what, next } = errorWords(toContextileError(thrown).toWire());
    return { name, url: null, said: `${what} ${next}` };
  }
}
