/** Colours of the view that do not come from the layers. sRGB, 0xRRGGBB. */
export interface ViewTheme {
  background: number;
  /** Disc under models that bring no terrain. */
  ground: number;
  edge: number;
  selected: number;
  skyLight: number;
  groundLight: number;
  /** Where a section cuts through something, and its hatching. */
  cut: number;
  cutLine: number;
  /** Measured line. */
  measure: number;
  /** Text and backing of what lies over the picture, CSS. */
  ink: string;
  paper: string;
}

export const viewThemes: Readonly<Record<"light" | "dark", ViewTheme>> = {
  light: {
    background: 0xeef0f1,
    ground: 0xdfdfda,
    edge: 0x33383d,
    selected: 0xff8a1e,
    skyLight: 0xf2f6ff,
    groundLight: 0xb9b2a6,
    cut: 0x565d65,
    cutLine: 0x8b939b,
    measure: 0xc2185b,
    ink: "#1f2428",
    paper: "rgba(255,255,255,0.86)",
  },
  dark: {
    background: 0x1e2226,
    ground: 0x34383c,
    edge: 0x14171a,
    selected: 0xff9a3c,
    skyLight: 0xdfe7f5,
    groundLight: 0x8f8a82,
    cut: 0xb9bfc6,
    cutLine: 0x868d95,
    measure: 0xff6fa5,
    ink: "#f1f3f5",
    paper: "rgba(24,28,32,0.86)",
  },
};
