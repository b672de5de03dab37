import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { eventually, shownText } from "../testing/open-panel.ts";
import { panelSuite } from "../testing/panel-suite.ts";

const suite = panelSuite();

it("saves settings by name, applies, renames, shares and deletes them, also after a restart", async () => {
  const opened = await suite.open();
  const { page } = opened;
  const said = () => shownText(page.locator("#preset-said"));
  const press = (name: string) => page.locator("#presets").getByRole("button", { name, exact: true }).click();
  await page.locator("#tab-settings").click();
  await page.locator("#presets summary").click();
  await press("Save settings");
  await eventually(said).toMatch(/Type a name/);

  await page.getByLabel("Barriers", { exact: true }).uncheck();
  await page.getByLabel("Name of the preset").fill("Bare");
  await press("Save settings");
  await eventually(said).toBe('"Bare" is saved.');
  await page.getByRole("button", { name: "Reset all" }).click();
  await press("Apply");
  await eventually(() => page.getByLabel("Barriers", { exact: true }).isChecked()).toBe(false);
  await page.getByLabel("Name of the preset").fill("Without <b>walls</b>");
  await press("Rename");
  await eventually(said).toMatch(/now called/);

  const [file] = await Promise.all([page.waitForEvent("download"), press("Export")]);
  const text = await readFile(await file.path(), "utf8");
  expect(JSON.parse(text)).toMatchObject({
    contextilePresets: 1,
    presets: [{ name: "Without <b>walls</b>", settings: { barriers: false, buildings: true } }],
  });
  await press("Delete");
  await eventually(said).toMatch(/is deleted/);
  const give = (content: string) =>
    page
      .locator("#preset-file")
      .setInputFiles({ name: "p.json", mimeType: "", buffer: Buffer.from(content) });
  await give(text.replace("false", '"no"'));
  await eventually(said).toMatch(/no preset file of this version\. Look at "presets\.0\.settings\.barriers"/);
  await give(text);
  await eventually(said).toBe("1 preset was imported.");

  await page.waitForTimeout(800);
  await page.reload();
  await page.locator("#tab-settings").click();
  await page.locator("#presets summary").click();
  await page.getByLabel("Preset", { exact: true }).selectOption("Without <b>walls</b>");
  expect(opened.errors).toEqual([]);
  await opened.close();
});

it("imports a file of presets that do not all fit not at all, and says so", async () => {
  const { page } = await suite.open();
  await page.locator("#tab-settings").click();
  await page.locator("#presets summary").click();
  const give = (names: string[]) =>
    page.locator("#preset-file").setInputFiles({
      name: "p.json",
      mimeType: "",
      buffer: Buffer.from(
        JSON.stringify({ contextilePresets: 1, presets: names.map((name) => ({ name, settings: {} })) }),
      ),
    });
  const said = () => shownText(page.locator("#preset-said"));
  const names = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => `Preset ${from + i}`);
  await give(names(0, 49));
  await eventually(said).toBe("49 presets were imported.");
  await give(names(48, 51));
  await eventually(said).toBe("At most 50 presets are kept; delete one first.");
  expect(await page.getByLabel("Preset", { exact: true }).locator("option").count()).toBe(50);
});
