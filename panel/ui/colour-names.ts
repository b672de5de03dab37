import type { Rgb } from "../../shared/layers/feature-colour.ts";

export const colourNames = [
  "black",
  "darkGrey",
  "grey",
  "lightGrey",
  "white",
  "red",
  "darkRed",
  "pink",
  "orange",
  "brown",
  "lightBrown",
  "yellow",
  "cream",
  "green",
  "darkGreen",
  "turquoise",
  "blue",
  "darkBlue",
  "lightBlue",
  "violet",
] as const;
type ColourName = (typeof colourNames)[number];

/** Hues of the colour wheel, degrees: up to which one a name counts. */
const hueNames: readonly [number, (light: number, strong: boolean) => ColourName][] = [
  [15, (light) => (light > 0.75 ? "pink" : light < 0.3 ? "darkRed" : "red")],
  [45, (light, strong) => (light > 0.82 ? "cream" : brownish(light, strong))],
  [70, (light) => (light > 0.82 ? "cream" : light < 0.35 ? "brown" : "yellow")],
  [160, (light) => (light < 0.3 ? "darkGreen" : "green")],
  [195, () => "turquoise"],
  [255, (light) => (light > 0.7 ? "lightBlue" : light < 0.3 ? "darkBlue" : "blue")],
  [330, (light) => (light > 0.8 ? "pink" : "violet")],
  [361, (light) => (light > 0.7 ? "pink" : light < 0.3 ? "darkRed" : "red")],
];

/** Baked tiles and dark wood are brown; a strong colour as light as that is orange already. */
const brownish = (light: number, strong: boolean): ColourName => {
  if (strong && light >= 0.42 && light < 0.72) return "orange";
  return light < 0.5 ? "brown" : "lightBrown";
};

/** What people call a colour, by hue, lightness and strength; sRGB 0..255. */
export function colourName([red, green, blue]: Rgb): ColourName {
  const most = Math.max(red, green, blue);
  const least = Math.min(red, green, blue);
  const light = (most + least) / 510;
  const spread = most - least;
  const strength = spread === 0 ? 0 : spread / 255 / (1 - Math.abs(2 * light - 1));
  if (strength < 0.12 || light < 0.08 || light > 0.97) return greyName(light);
  const turn =
    most === red
      ? (green - blue) / spread
      : most === green
        ? 2 + (blue - red) / spread
        : 4 + (red - green) / spread;
  const hue = (turn * 60 + 360) % 360;
  const found = hueNames.find(([upTo]) => hue < upTo) ?? hueNames[0];
  return found[1](light, strength > 0.6);
}

function greyName(light: number): ColourName {
  if (light < 0.12) return "black";
  if (light < 0.38) return "darkGrey";
  if (light < 0.62) return "grey";
  return light < 0.9 ? "lightGrey" : "white";
}
