/** The panel's own reader and preview on a page of their own: answers in, pictures on a contact sheet out. */
import { createPreview } from "../../../panel/preview/create-preview.ts";
import type { Preview } from "../../../panel/preview/preview.ts";
import type { ViewName } from "../../../panel/preview/view/view-camera.ts";
import { createSceneDecoder } from "../../../shared/api/decode-scene.ts";
import type { Asked } from "../../../shared/api/to-scene.ts";
import { makeDisplay } from "../../../shared/scene/make-display.ts";

export interface Shot {
  /** Address of the answer. */
  url: string;
  asked: Asked;
  view: ViewName;
  label: string;
}

let preview: Preview | null = null;

/** An empty sheet of so many columns; pictures of this size, CSS pixels. */
function begin(columns: number, width: number, height: number): void {
  const view = byId("view");
  Object.assign(view.style, { width: `${width}px`, height: `${height}px` });
  const sheet = byId("sheet");
  sheet.replaceChildren();
  sheet.style.gridTemplateColumns = `repeat(${columns}, ${width}px)`;
  preview?.dispose();
  view.replaceChildren();
  preview = createPreview(view, "light");
  if (preview === null) throw new Error("This browser has no WebGL 2.");
  preview.setSun(new Date(Date.UTC(2026, 5, 21, 9)));
}

/** Reads an answer, shows it and puts the picture on the sheet; answers how many draw calls it took. */
async function add({ url, asked, view, label }: Shot): Promise<number> {
  if (preview === null) throw new Error("The sheet has not begun.");
  const decoder = createSceneDecoder(asked);
  const response = await fetch(url);
  decoder.feed(new Uint8Array(await response.arrayBuffer()));
  const model = decoder.finish();
  await preview.show(model, makeDisplay(model));
  preview.view(view);
  const picture = new Image();
  picture.src = URL.createObjectURL(await preview.screenshot());
  await picture.decode();
  picture.width = byId("view").clientWidth;
  const caption = document.createElement("figcaption");
  caption.textContent = label;
  const figure = document.createElement("figure");
  figure.append(picture, caption);
  byId("sheet").append(figure);
  return preview.stats().drawCalls;
}

function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`#${id} is missing`);
  return found;
}

export const gallery = { begin, add };
Object.assign(window, { gallery });
