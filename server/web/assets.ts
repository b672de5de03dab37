import { pagesCss } from "./pages-css.ts";
import { pagesScript } from "./pages-script.ts";

export interface Asset {
  type: string;
  text: string;
}

/** A woven square: two threads over two. */
const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#1d4e63"/>
<path d="M5 1v14M11 1v14M1 5h14M1 11h14" stroke="#f4efe6" stroke-width="2"/></svg>`;

/** Everything the pages load, by path. Kept as text so that the built program needs no files beside it. */
export const assets: Readonly<Record<string, Asset>> = {
  "/assets/pages.css": { type: "text/css; charset=utf-8", text: pagesCss },
  "/assets/pages.js": { type: "text/javascript; charset=utf-8", text: pagesScript },
  "/assets/icon.svg": { type: "image/svg+xml", text: icon },
};
