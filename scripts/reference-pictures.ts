/** Rewrites panel/reference/: every step of the panel in both themes at three widths. Look at each before it is kept. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readPicture, writePicture } from "../panel/testing/compare-pictures.ts";
import { pictureThemes, pictureWidths, takePictures } from "../panel/testing/reference-steps.ts";
import { launchBrowser } from "../shared/testing/browser.ts";
import { commandLine } from "./command-line.ts";

commandLine("npm run reference-pictures   (writes panel/reference/ again)", {}, () => null);
const folder = join(import.meta.dirname, "../panel/reference");
await mkdir(folder, { recursive: true });
const browser = await launchBrowser();
let bytes = 0;
for (const theme of pictureThemes)
  for (const width of pictureWidths) {
    const { pictures, font } = await takePictures({ browser, view: { theme, width } });
    if (!font)
      throw new Error(
        "This machine's DejaVu Sans is not the one of the kept pictures; they were left alone.",
      );
    for (const { name, png } of pictures) {
      const small = writePicture(readPicture(png));
      bytes += small.length;
      await writeFile(join(folder, `${name}-${theme}-${width}.png`), small);
    }
  }
await browser.close();
console.log(`Pictures written to ${folder}: ${(bytes / 1e6).toFixed(1)} MB`);
