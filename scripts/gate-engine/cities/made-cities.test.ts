import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { gateCity, settingCases } from "./gate-city.ts";
import { cityKinds, makeCity } from "./made-cities.ts";

const seed = 3;
const folder = mkdtempSync(join(tmpdir(), "contextile-cities-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function keep(name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

describe(`made districts, seed ${seed}`, () => {
  const names = Object.keys(settingCases);
  Object.keys(cityKinds).forEach((kind, i) => {
    it(`${kind} holds every bound of the gate`, async () => {
      // Each kind under two of the cases: all of both lists have their turn.
      const cases = [names[i % names.length], names[(i + 2) % names.length]];
      for await (const verdict of gateCity({ kind, seed, scale: 0.3, cases }, keep)) {
        expect(verdict).toMatchObject({ failures: [] });
        expect(verdict.features).toBeGreaterThan(3);
      }
    }, 120_000);
  });

  it("are the same for the same seed, and other ones for another", () => {
    const xml = (number: number) => makeCity("canals", number, 0.3).plat.xml();
    expect(xml(1)).toBe(xml(1));
    expect(xml(2)).not.toBe(xml(1));
  });
});
