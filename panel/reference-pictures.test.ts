/** Every step in both themes at three widths against the kept pictures; `npx tsx scripts/reference-pictures.ts` rewrites them. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import { comparePictures, readPicture, toleratedTiles } from "./testing/compare-pictures.ts";
import { longTestMs } from "./testing/open-panel.ts";
import { panelSuite } from "./testing/panel-suite.ts";
import { pictureSteps, pictureThemes, pictureWidths, takePictures } from "./testing/reference-steps.ts";

const folder = join(import.meta.dirname, "reference");
/** Where pictures go that differ, to be looked at. */
const seenFolder = join(tmpdir(), "contextile-pictures");
const views = pictureThemes.flatMap((theme) => pictureWidths.map((width) => ({ theme, width })));
const kept = (name: string, { theme, width }: (typeof views)[number]) =>
  readPicture(readFileSync(join(folder, `${name}-${theme}-${width}.png`)));

const suite = panelSuite();

it("keeps one picture of every step in every view, in less than 4 MB", () => {
  const files = readdirSync(folder).filter((name) => name.endsWith(".png"));
  expect(files.length).toBe(pictureSteps.length * views.length);
  const bytes = files.reduce((sum, name) => sum + readFileSync(join(folder, name)).length, 0);
  expect(bytes).toBeLessThan(4_000_000);
});

describe.each(views)("in $theme at $width px", (view) => {
  it(
    "looks as in the kept pictures",
    async () => {
      const { pictures, font } = await takePictures({ browser: suite.browser, view });
      expect(pictures.map(({ name }) => name)).toEqual(pictureSteps.map(({ name }) => name));
      const far: string[] = [];
      for (const { name, png } of pictures) {
        const { tiles, of, places } = comparePictures(kept(name, view), readPicture(png));
        if (tiles <= toleratedTiles) continue;
        mkdirSync(seenFolder, { recursive: true });
        writeFileSync(join(seenFolder, `${name}-${view.theme}-${view.width}.png`), png);
        far.push(`${name}: ${tiles} of ${of} tiles at ${places.join(" ")}; see ${seenFolder}`);
      }
      if (font) expect(far).toEqual([]);
      else
        console.log(
          `The pictures were not judged: this machine's DejaVu Sans is another one. ${far.join("; ")}`,
        );
    },
    longTestMs,
  );
});

const spoils = [
  ["a button that disappears", ".button { visibility: hidden; }"],
  ["a button over a text", ".button-row { position: relative; top: -22px; }"],
  ["a primary button without its words", ".primary-label { opacity: 0; }"],
  ["cards that overlap", ".card + .card { margin-top: -14px; }"],
  ["a text too pale to read", ".field-help { opacity: 0.4; }"],
] as const;

it(
  `sees ${spoils.map(([what]) => what).join(", ")}`,
  async () => {
    const view = { theme: "light", width: 420 } as const;
    const only = ["insert"];
    const { pictures, font } = await takePictures({
      browser: suite.browser,
      view,
      only,
      spoils: spoils.map(([, css]) => css),
    });
    const unseen = pictures.filter(
      ({ png }) => comparePictures(kept("insert", view), readPicture(png)).tiles <= toleratedTiles,
    );
    expect(pictures.length).toBe(spoils.length);
    expect(font ? unseen.map(({ name }) => name) : []).toEqual([]);
  },
  longTestMs,
);

it("does not see letters that are drawn a little heavier", () => {
  const view = { theme: "light", width: 420 } as const;
  const picture = kept("insert", view);
  const heavier = new PNG({ width: picture.width, height: picture.height });
  picture.data.copy(heavier.data);
  // What is neither paper nor ink, the rim of a letter, turns 8 % darker.
  for (let i = 0; i < heavier.data.length; i++)
    if (i % 4 < 3 && heavier.data[i] > 60 && heavier.data[i] < 230)
      heavier.data[i] = Math.round(heavier.data[i] * 0.92);
  expect(comparePictures(picture, heavier).tiles).toBeLessThanOrEqual(toleratedTiles);
});

it("calls pictures of different sizes different everywhere", () => {
  const [small, large] = [new PNG({ width: 24, height: 24 }), new PNG({ width: 24, height: 36 })];
  expect(comparePictures(small, large)).toMatchObject({ tiles: 4, of: 4 });
  expect(comparePictures(small, small)).toEqual({ tiles: 0, of: 4, places: [] });
});
