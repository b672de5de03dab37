/** Colours of the view that do not come from the layers. sRGB, 0xRRGGBB. */
export interface ViewTheme {
  background: number;
  /** Disc under models that bring no terrain. */
  ground: number;
  edge: number;
  selected: number;
  skyLight: number;
  groundLight: number;
}

export const viewThemes: Readonly<Record<"light" | "dark", ViewTheme>> = {
  light: {
    background: 0xeef0f1,
    ground: 0xdfdfda,
    edge: 0x33383d,
    selected: 0xff8a1e,
    skyLight: 0xf2f6ff,
    groundLight: 0xb9b2a6,
  },
  dark: {
    background: 0x1e2226,
    ground: 0x34383c,
    edge: 0x14171a,
    selected: 0xff9a3c,
    skyLight: 0xdfe7f5,
    groundLight: 0x8f8a82,
  },
};
