/** Everything a person or a line can do wrong: each a clear sentence, nothing lost, nothing charged behind their back. */
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { goodKey } from "./testing/fake-service.ts";
import {
  eventually,
  type OpenedPanel,
  type OpenOptions,
  primaryText,
  shownText,
} from "./testing/open-panel.ts";
import { panelSuite } from "./testing/panel-suite.ts";

const suite = panelSuite();

async function open(options: Partial<OpenOptions> = {}): Promise<OpenedPanel> {
  const opened = await suite.open(options);
  await eventually(() => shownText(page().locator("#area-km2"))).toBe("0.12 km²");
  return opened;
}

const page = (): Page => suite.page;

/** From the sample area to the click that fetches. */
async function fetchNow(): Promise<void> {
  await page().locator("#tab-settings").click();
  await page().locator("#primary").click();
}

async function fetchAndInsert(): Promise<void> {
  await fetchNow();
  await page().waitForSelector("#panel-preview:not([hidden]) .preview canvas");
  await page().locator("#tab-insert").click();
  await page().locator("#primary").click();
}

const failure = () => shownText(page().locator("#failure p"));

describe("the key", () => {
  const keyField = () => page().locator('input[type="password"]');
  const save = async (key: string) => {
    await keyField().fill(key);
    await page().getByRole("button", { name: "Save key" }).click();
  };

  it("is asked for before anything is fetched", async () => {
    await open({ host: { key: "" } });
    await page().locator("#tab-settings").click();
    expect(await primaryText(page())).toMatch(/^Enter your API key\s+Get 0\.12 km²$/);
    await page().locator("#primary").click();
    await eventually(() => page().evaluate(() => document.activeElement?.textContent)).toBe("API key");
    expect(suite.opened.service.purchases).toEqual([]);
  });

  it("says that nothing was pasted", async () => {
    const { served } = await open({ host: { key: "" } });
    await page().locator("#open-key").click();
    await page().getByRole("button", { name: "Save key" }).click();
    await page().locator(".field-issue").waitFor();
    expect(await shownText(page().locator(".field-issue"))).toMatch(/key/i);
    expect(served.host.key()).toBe("");
  });

  it("is refused with a blank inside, and with a line break inside", async () => {
    const { served } = await open({ host: { key: "" } });
    await page().locator("#open-key").click();
    await save("cw_test_0123 456789");
    expect(await shownText(page().locator(".field-issue"))).toMatch(/space|blank/i);
    await keyField().evaluate((input: HTMLInputElement) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text", "cw_test_0123\n456789");
      input.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    });
    await page().getByRole("button", { name: "Save key" }).click();
    await page().locator(".field-issue").waitFor();
    expect(served.host.key()).toBe("");
  });

  it("loses blanks and line breaks around it, works, and is nowhere in the page", async () => {
    const { served, service, outside, violations, errors } = await open({ host: { key: "" } });
    await page().locator("#open-key").click();
    await save(`  ${goodKey} `);
    await page().getByText("The key works. Plan: Trial; 1.00 km² left.").waitFor();
    expect(served.host.key()).toBe(goodKey);
    expect(await page().getByText("A key ending in WXYZ is stored.").count()).toBe(1);
    expect(await keyField().inputValue()).toBe("");
    const traces = await page().evaluate(async () => {
      const databases = indexedDB.databases ? await indexedDB.databases() : [];
      const stored = [...Object.values(localStorage), ...Object.values(sessionStorage)].join();
      const inputs = [...document.querySelectorAll("input")].map((input) => input.value).join();
      return (
        stored +
        inputs +
        document.documentElement.outerHTML +
        location.href +
        document.cookie +
        JSON.stringify(databases)
      );
    });
    expect(traces).not.toContain("0123456789");
    expect(service.purchases).toEqual([]);
    expect({ outside, violations, errors }).toEqual({ outside: [], violations: [], errors: [] });
  });

  it("is tested at the service when it is wrong, and says where to get a right one", async () => {
    await open({ host: { key: "" } });
    await page().locator("#open-key").click();
    await save("cw_test_wrong_key_000000");
    await page().getByRole("alert").waitFor();
    expect(await shownText(page().getByRole("alert"))).toMatch(
      /The service does not accept this API key\.[\s\S]*Nothing was charged\. Copy the key again from the API & Plugin Keys page/,
    );
  });

  it("that is wrong costs nothing and leads back to the key", async () => {
    await open({ host: { key: "cw_test_wrong_key_000000" } });
    await fetchNow();
    await eventually(failure).toMatch(/does not accept this API key\..*Nothing was charged\./);
    await page().getByRole("button", { name: "Go to Key" }).click();
    await page().getByLabel("Paste another key").waitFor();
  });

  it("is forgotten only after a second click", async () => {
    const { served } = await open();
    await page().locator("#open-key").click();
    await page().getByRole("button", { name: "Forget key" }).click();
    expect(served.host.key()).toBe(goodKey);
    await page().getByRole("button", { name: "Forget it now" }).click();
    await page().getByText("The key was removed.").waitFor();
    expect(served.host.key()).toBe("");
  });
});

describe("the area", () => {
  const typeArea = async (shape: string, fields: Record<string, string>) => {
    const form = page().locator("details", { hasText: "Type the area" });
    await form.locator("summary").click();
    await form.getByRole("radio", { name: shape }).check();
    for (const [label, value] of Object.entries(fields)) await form.getByLabel(label).fill(value);
  };
  const blocked = async () => {
    await page().locator("#tab-settings").click();
    expect(await page().locator("#primary").getAttribute("aria-disabled")).toBe("true");
    await page().locator("#primary").click({ force: true });
    expect(suite.opened.service.purchases).toEqual([]);
    return shownText(page().locator("#primary-reason"));
  };

  it("that crosses itself is named and not sent", async () => {
    await open();
    await typeArea("Polygon", {
      "Corners, one per line": "43.73, 7.42\n43.74, 7.43\n43.732, 7.43\n43.74, 7.42",
    });
    expect(await blocked()).toMatch(/touches or crosses itself/);
    await page().locator("#tab-area").click();
    expect(await shownText(page().locator("#area-km2"))).toBe("–");
  });

  it("with an open outline is closed, because the last corner is joined to the first", async () => {
    await open();
    await typeArea("Polygon", { "Corners, one per line": "43.734, 7.418\n43.734, 7.422\n43.737, 7.422" });
    await page().locator("#tab-settings").click();
    expect(await primaryText(page())).toMatch(/^Get 0\.0\d+ km²/);
  });

  it("of two corners, or with a line that is no place, says so", async () => {
    await open();
    await typeArea("Polygon", { "Corners, one per line": "43.73, 7.42\n43.74, 7.43" });
    expect(await blocked()).toMatch(/at least three different points/);
    await page().locator("#tab-area").click();
    await page().getByLabel("Corners, one per line").fill("43.73, 7.42\nover there");
    expect(await shownText(page().locator("details .field-issue"))).toMatch(
      /^Line 2 is not a latitude and a longitude\./,
    );
  });

  it("of 0 km² encloses nothing", async () => {
    await open();
    await typeArea("Rectangle", { Width: "0", Height: "300" });
    await eventually(() => shownText(page().locator("#area-km2"))).toBe("0.00 km²");
    expect(await blocked()).not.toBe("");
  });

  it("of 1,000 km² is too large, with both figures", async () => {
    await open();
    await typeArea("Rectangle", { Width: "50000", Height: "20000" });
    expect(await blocked()).toMatch(
      /^The area is (1,000|999)\.\d\d km²; this service gives at most 10\.00 km² at a time\.$/,
    );
  });

  it("of more than the balance says what is missing before it is sent", async () => {
    await open({ service: { balanceKm2: 0.05 } });
    expect(await blocked()).toBe("This area needs 0.12 km²; the account has 0.0500 km².");
  });

  it("cannot be fetched with a setting out of range or without a layer", async () => {
    await open();
    await page().locator("#tab-settings").click();
    await page().getByRole("spinbutton", { name: "Level height" }).fill("-3");
    expect(await blocked()).toBe("Type a number from 1 to 20.");
    await page().getByRole("button", { name: "Reset all" }).isDisabled();
    await page().getByRole("spinbutton", { name: "Level height" }).fill("4");
    for (const layer of ["Buildings", "Surface", "Barriers", "Infrastructure", "Topography"])
      await page().getByLabel(layer, { exact: true }).uncheck();
    expect(await blocked()).toBe("Choose at least one layer.");
  });
});

describe("the answer", () => {
  it("that is cut is asked for again with the same id, then reported with the charge", async () => {
    const { service } = await open({ service: { mode: "cut" } });
    await fetchNow();
    await eventually(failure, { timeout: 30_000 }).toMatch(/charged/);
    expect(new Set(service.purchases).size).toBe(1);
    const tries = service.purchases.length;
    expect(tries).toBeGreaterThan(1);
    service.mode = "ok";
    await page().getByRole("button", { name: "Try again" }).click();
    await page().waitForSelector("#panel-preview:not([hidden]) .preview canvas");
    expect(new Set(service.purchases).size).toBe(1);
    expect(service.purchases).toHaveLength(tries + 1);
  });

  it("that may have been charged is only repeated after the user accepts it", async () => {
    const { service } = await open({
      service: { mode: "cut", confirmsRequestIds: false },
    });
    await fetchNow();
    await eventually(failure).toMatch(/It is not certain whether the area was charged\./);
    expect(service.purchases).toHaveLength(1);
    expect(await primaryText(page())).toMatch(/^Repeat, I accept a second charge/);
    service.mode = "ok";
    await page().locator("#primary").click();
    await page().waitForSelector("#panel-preview:not([hidden]) .preview canvas");
    expect(service.purchases).toHaveLength(2);
  });

  it("that is a web page instead of data is named as one", async () => {
    await open({ service: { mode: "html" } });
    await fetchNow();
    await eventually(failure).toMatch(/web page|HTML|not JSON/i);
  });

  it("that is an error 500 keeps area and settings", async () => {
    const { service } = await open({ service: { mode: "error500" } });
    await fetchNow();
    await eventually(failure).toMatch(/The service failed\..*Engine failed\. Nothing was charged\./);
    service.mode = "ok";
    await page().getByRole("button", { name: "Try again" }).click();
    await page().waitForSelector("#panel-preview:not([hidden]) .preview canvas");
  });

  it("without any geometry says so instead of showing nothing", async () => {
    await open({ service: { mode: "empty" } });
    await fetchNow();
    await eventually(failure).toMatch(/Choose another area or more layers\./);
  });

  it.each(["slow", "silent"] as const)("that is %s can be cancelled in the same button", async (mode) => {
    const { service } = await open({ service: { mode: mode } });
    await fetchNow();
    await eventually(() => primaryText(page())).toMatch(/^Cancel/);
    await eventually(() => service.purchases.length).toBe(1);
    await page().waitForTimeout(300);
    await page().locator("#primary").click();
    await eventually(() => primaryText(page()), { timeout: 6_000 }).toMatch(/^Get 0\.12 km²/);
    await eventually(() => service.abandoned).toBe(1);
    expect(service.purchases).toHaveLength(1);
  });

  it("is asked for once, however often the button is pressed", async () => {
    const { service } = await open();
    await page().locator("#tab-settings").click();
    await page()
      .locator("#primary")
      .evaluate((button: HTMLButtonElement) => {
        for (let i = 0; i < 5; i++) button.click();
      });
    await page().waitForSelector("#panel-preview:not([hidden]) .preview canvas");
    expect(service.purchases).toHaveLength(1);
  });

  it("is not bought by a double click on the button before it", async () => {
    const { service } = await open();
    await page().locator("#primary").dblclick();
    await page().waitForTimeout(500);
    expect(await primaryText(page())).toMatch(/^Get 0\.12 km²/);
    expect(service.purchases).toEqual([]);
  });
});

describe("the insert", () => {
  it("says that the program is gone, and keeps the model for a file", async () => {
    await open({ host: { key: goodKey, faults: { goneDuringInsert: true } } });
    await fetchAndInsert();
    await eventually(failure, { timeout: 45_000 }).toMatch(
      /Nothing was charged\..*the fetched area is still here/,
    );
    await page().getByRole("button", { name: "glTF binary (.glb)" }).click();
    await page().locator('#saved-file[download$=".glb"]').waitFor();
  });

  it("says that the program is busy, and works when it is not", async () => {
    const { served } = await open({ host: { key: goodKey, faults: { busy: true } } });
    await fetchAndInsert();
    await eventually(failure).toMatch(/A command is running\..*Finish the running command/);
    served.host.faults.busy = false;
    await page().locator("#failure").getByRole("button", { name: "Insert again" }).click();
    await page().waitForSelector("#receipt");
  });

  it("runs once at a time and can be cancelled, leaving nothing behind", async () => {
    const { served } = await open({ host: { key: goodKey, faults: { slowMs: 20_000 } } });
    await fetchAndInsert();
    await eventually(() => primaryText(page())).toMatch(/^Cancel\s+Building in the document/);
    await page().locator("#primary").click();
    await eventually(() => primaryText(page()), { timeout: 10_000 }).toMatch(/^Insert into Untitled/);
    expect(served.host.inserted).toHaveLength(0);
  });
});

describe("the page", () => {
  it("says what to do when no program opened it", async () => {
    const { served } = await open();
    const alone = await suite.browser.newPage();
    await alone.goto(served.origin);
    await alone.getByRole("alert").waitFor();
    expect(await shownText(alone.getByRole("alert"))).toMatch(
      /No CAD program answers[\s\S]*Open the panel from the CAD program/,
    );
    await alone.close();
  });

  it("says that the program is gone when its token is old", async () => {
    const { served } = await open();
    const late = await suite.browser.newPage();
    await late.goto(`${served.origin}/#t=a-token-of-an-earlier-start-000000000000000`);
    await late.getByRole("alert").waitFor();
    expect(await shownText(late.getByRole("alert"))).toMatch(/Nothing was charged\. /);
    await late.close();
  });
});
