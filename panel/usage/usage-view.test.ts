/** The Usage tab through the real page. */
import { expect, it } from "vitest";
import { eventually, type OpenOptions, shownText } from "../testing/open-panel.ts";
import { panelSuite } from "../testing/panel-suite.ts";

const suite = panelSuite();

async function open(host: OpenOptions["host"] = {}) {
  const opened = await suite.open({ host });
  await opened.page.locator("#open-usage").click();
  return opened;
}

it("tells balance, plan, totals and the mean, and each day as a bar and as a row of a table", async () => {
  const { page } = await open();
  await page.locator(".bars rect").first().waitFor();
  expect(await shownText(page.locator(".card-facts"))).toMatch(
    /Balance\s+1\.00 km²\s+Plan\s+Trial\s+Requests\s+12\s+Fetched in all\s+3\.40 km²\s+Mean per request\s+0\.28 km²/,
  );
  expect(await page.locator(".bars rect").count()).toBe(14);
  const rows = await page.locator(".usage-chart tbody tr").allTextContents();
  expect(rows).toHaveLength(14);
  expect([rows[0], rows[3]]).toEqual(["1 Jan 202610.00 km²", "4 Jan 202640.10 km²"]);
  // The tallest bar is the day of most km²: 0.6 on the fifth of every seven days.
  const heights = await page
    .locator(".bars rect")
    .evaluateAll((bars) => bars.map((bar) => Number(bar.getAttribute("height"))));
  expect(heights.map((height) => height === Math.max(...heights)).indexOf(true)).toBe(4);
  const links = await page
    .locator("main a")
    .evaluateAll((all) => all.map((a) => [a.textContent, a.getAttribute("rel")]));
  expect(links).toContainEqual(["API & Plugin Keys page", "noopener noreferrer"]);
  // The fake service names a script as its billing page.
  expect(links.map(([text]) => text)).not.toContain("Plan & Billing page");
});

it("follows the account when it is read again", async () => {
  const { page, service } = await open();
  const figures = () => shownText(page.locator(".card-facts"));
  await eventually(figures).toMatch(/^Balance\s+1\.00 km²/);
  service.balanceKm2 = 0.4;
  await page.getByRole("button", { name: "Refresh" }).click();
  await eventually(figures).toMatch(/^Balance\s+0\.40 km²/);
});

it("leads to the key where there is none, and says what is wrong with a wrong one, once", async () => {
  const { page } = await open({ key: "" });
  await page.getByText("Usage belongs to a key. Enter one first.").waitFor();
  await page.getByRole("button", { name: "Go to Key" }).click();
  await page.getByLabel("Paste the key").waitFor();
  await suite.opened.close();
  const wrong = await open({ key: "cw_test_wrong_key_000000" });
  await wrong.page.getByRole("alert").waitFor();
  expect(await shownText(wrong.page.getByRole("alert"))).toMatch(/does not accept this API key/);
  await eventually(() => wrong.page.getByText("This service tells no balance or usage.").count()).toBe(0);
});
