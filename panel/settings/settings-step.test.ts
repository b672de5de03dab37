/** The form of the one settings schema, through the real page. */
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { settingFields } from "../../shared/settings/schema.ts";
import { eventually, shownText, tabTo } from "../testing/open-panel.ts";
import { panelSuite } from "../testing/panel-suite.ts";

const suite = panelSuite();

async function open(): Promise<Page> {
  const { page } = await suite.open();
  await page.locator("#tab-settings").click();
  return page;
}

const changed = (page: Page) => shownText(page.locator("#settings-changed"));
const field = (page: Page, label: string) =>
  page.locator("#panel-settings").getByLabel(label, { exact: true });

it("shows every setting of the schema with its words, its help and its unit", async () => {
  const page = await open();
  for (const { label, help, control, unit } of settingFields) {
    const name = unit === undefined ? label : `${label} (${unit})`;
    const input = page
      .locator("#panel-settings")
      .getByRole(control === "checkbox" ? "checkbox" : control === "select" ? "combobox" : "spinbutton", {
        name: new RegExp(`^${label.replace(/[()]/g, "\\$&")}`),
      });
    expect([name, await input.count()]).toEqual([name, 1]);
    const described = await input.getAttribute("aria-describedby");
    const texts = await Promise.all(
      (described ?? "").split(" ").map((id) => page.locator(`#${id}`).textContent()),
    );
    expect(texts.join(" ")).toContain(help);
  }
  expect(await changed(page)).toBe("All settings are the defaults.");
});

it("names what differs from the default, beside it and in a line, and takes it back one by one or all", async () => {
  const page = await open();
  await field(page, "Barriers").uncheck();
  await field(page, "Roof where unknown").selectOption("gabled");
  await page.getByRole("spinbutton", { name: "Level height" }).fill("3.2");
  await eventually(() => changed(page)).toBe(
    "3 settings are changed: Barriers, Roof where unknown, Level height",
  );
  expect(await page.locator("#panel-settings .changed-word").count()).toBe(3);

  // What does not apply is not shown, and still counted.
  await field(page, "Buildings").uncheck();
  await eventually(() => changed(page)).toBe(
    "4 settings are changed: Buildings, Barriers, Roof where unknown, Level height",
  );
  expect(await field(page, "Roof where unknown").count()).toBe(0);
  await page.getByRole("button", { name: "Reset Buildings" }).click();
  expect(await field(page, "Roof where unknown").inputValue()).toBe("gabled");

  await tabTo(page, '[aria-label="Reset Level height"]');
  await page.keyboard.press("Enter");
  expect(await page.getByRole("spinbutton", { name: "Level height" }).inputValue()).toBe("4");
  await page.getByRole("button", { name: "Reset all" }).click();
  await eventually(() => changed(page)).toBe("All settings are the defaults.");
  expect(await page.locator("#panel-settings .changed-word").count()).toBe(0);
  expect(await page.getByRole("button", { name: "Reset all" }).isDisabled()).toBe(true);
});
