/** Numbers and colours as people write them in OpenStreetMap. Null for nonsense: a guess is better than a wrong number. */

const metre = /^(\d+(?:[.,]\d+)?)\s*(m|metres?|meters?|mtr?s?)?\.?$/i;
const feetInches =
  /^(\d+(?:[.,]\d+)?)\s*(?:['′’]|ft|feet|foot)(?:\s*(\d+(?:\.\d+)?)\s*(?:["″”]|''|in|inch|inches)?)?$/i;
const inches = /^(\d+(?:\.\d+)?)\s*(?:["″”]|''|in|inch|inches)$/i;
const otherUnits: readonly [RegExp, number][] = [
  [/^(\d+(?:[.,]\d+)?)\s*cm$/i, 0.01],
  [/^(\d+(?:[.,]\d+)?)\s*mm$/i, 0.001],
  [/^(\d+(?:[.,]\d+)?)\s*km$/i, 1000],
];

/** A length in metres; `12`, `12.5 m`, `12,5`, `40'`, `39'4"`, `40 ft`, `39 ft 4 in`. Not negative. */
export function parseLength(value: string | undefined): number | null {
  if (value === undefined) return null;
  const text = value.trim();
  const metres = metre.exec(text);
  if (metres !== null) return decimal(metres[1]);
  const imperial = feetInches.exec(text);
  if (imperial !== null) return (decimal(imperial[1]) + Number(imperial[2] ?? 0) / 12) * 0.3048;
  const small = inches.exec(text);
  if (small !== null) return Number(small[1]) * 0.0254;
  for (const [pattern, scale] of otherUnits) {
    const found = pattern.exec(text);
    if (found !== null) return decimal(found[1]) * scale;
  }
  return null;
}

/** A plain number such as a count of levels; not negative. */
export function parseNumber(value: string | undefined): number | null {
  if (value === undefined || !/^\+?\d+([.,]\d+)?$/.test(value.trim())) return null;
  return decimal(value.trim());
}

/** Degrees of a slope, from 0 to under 90. */
export function parseAngle(value: string | undefined): number | null {
  const found = /^(\d+(?:[.,]\d+)?)\s*°?$/.exec(value?.trim() ?? "");
  if (found === null) return null;
  const degrees = decimal(found[1]);
  return degrees > 0 && degrees < 85 ? degrees : null;
}

function decimal(text: string): number {
  return Number(text.replace(",", "."));
}

/** The colour names mappers use, of CSS. Source: CSS Color Module 4, named colours. */
const named: Record<string, number> = {
  white: 0xffffff,
  black: 0x000000,
  grey: 0x808080,
  gray: 0x808080,
  silver: 0xc0c0c0,
  lightgrey: 0xd3d3d3,
  lightgray: 0xd3d3d3,
  darkgrey: 0xa9a9a9,
  darkgray: 0xa9a9a9,
  red: 0xff0000,
  darkred: 0x8b0000,
  maroon: 0x800000,
  brown: 0xa52a2a,
  orange: 0xffa500,
  darkorange: 0xff8c00,
  yellow: 0xffff00,
  lightyellow: 0xffffe0,
  gold: 0xffd700,
  beige: 0xf5f5dc,
  tan: 0xd2b48c,
  wheat: 0xf5deb3,
  ivory: 0xfffff0,
  cream: 0xfffdd0,
  green: 0x008000,
  lightgreen: 0x90ee90,
  darkgreen: 0x006400,
  olive: 0x808000,
  blue: 0x0000ff,
  lightblue: 0xadd8e6,
  navy: 0x000080,
  teal: 0x008080,
  turquoise: 0x40e0d0,
  purple: 0x800080,
  pink: 0xffc0cb,
  salmon: 0xfa8072,
  sienna: 0xa0522d,
  terracotta: 0xe2725b,
};

/** `red`, `#a33`, `#aa3333` → 0xRRGGBB. */
export function parseColour(value: string | undefined): number | null {
  if (value === undefined) return null;
  const text = value
    .trim()
    .toLowerCase()
    .replace(/[\s_-]/g, "");
  const short = /^#?([0-9a-f])([0-9a-f])([0-9a-f])$/.exec(text);
  if (short !== null)
    return Number.parseInt(
      short
        .slice(1)
        .map((digit) => digit + digit)
        .join(""),
      16,
    );
  const long = /^#?([0-9a-f]{6})$/.exec(text);
  if (long !== null) return Number.parseInt(long[1], 16);
  return Object.hasOwn(named, text) ? named[text] : null;
}
