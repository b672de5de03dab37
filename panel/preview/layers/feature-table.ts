import { DataTexture, NearestFilter, RGBAFormat, SRGBColorSpace, UnsignedByteType } from "three";
import type { Rgb } from "../../../shared/layers/feature-colour.ts";

const width = 1024;
const selectedBit = 1;
const hiddenBit = 2;
const rankShift = 2;
const rankMask = 15;
const openBit = 64;

/**
 * Colour and state of every feature of a layer, four bytes each, looked up by feature number in the shaders: red,
 * green, blue in sRGB, then selected, hidden, rank and open bits. Recolouring, selecting or hiding never touches geometry.
 */
export class FeatureTable {
  readonly texture: DataTexture;
  private readonly texels: Uint8Array;

  constructor(readonly count: number) {
    const height = Math.max(1, Math.ceil(count / width));
    this.texels = new Uint8Array(width * height * 4);
    this.texture = new DataTexture(this.texels, width, height, RGBAFormat, UnsignedByteType);
    this.texture.colorSpace = SRGBColorSpace;
    this.texture.minFilter = NearestFilter;
    this.texture.magFilter = NearestFilter;
    this.texture.needsUpdate = true;
  }

  /** `rank` 0..15, see `layer-depth.ts`. */
  paint(feature: number, [red, green, blue]: Rgb, rank: number): void {
    const at = feature * 4;
    this.texels[at] = red;
    this.texels[at + 1] = green;
    this.texels[at + 2] = blue;
    this.texels[at + 3] = (this.texels[at + 3] & ~(rankMask << rankShift)) | (rank << rankShift);
    this.texture.needsUpdate = true;
  }

  /** All features alike. */
  fill([red, green, blue]: Rgb): void {
    this.texels.set([red, green, blue, 0]);
    for (let filled = 4; filled < this.texels.length; filled *= 2) this.texels.copyWithin(filled, 0, filled);
    this.texture.needsUpdate = true;
  }

  setSelected(feature: number, selected: boolean): void {
    this.setBit(feature, selectedBit, selected);
  }

  setHidden(feature: number, hidden: boolean): void {
    this.setBit(feature, hiddenBit, hidden);
  }

  /** It is a sheet, or has a hole: no body that a section could fill. */
  setOpen(feature: number): void {
    this.setBit(feature, openBit, true);
  }

  isHidden(feature: number): boolean {
    return (this.texels[feature * 4 + 3] & hiddenBit) !== 0;
  }

  rank(feature: number): number {
    return (this.texels[feature * 4 + 3] >> rankShift) & rankMask;
  }

  dispose(): void {
    this.texture.dispose();
  }

  private setBit(feature: number, bit: number, on: boolean): void {
    if (feature < 0 || feature >= this.count) return;
    const at = feature * 4 + 3;
    this.texels[at] = on ? this.texels[at] | bit : this.texels[at] & ~bit;
    this.texture.needsUpdate = true;
  }
}

/** Vertex shader: reads the table for `featureId`. Bits as above. */
export const featureTableGlsl = /* glsl */ `
attribute uint featureId;
uniform highp sampler2D featureTable;
vec4 featureFacts() {
  return texelFetch(featureTable, ivec2(int(featureId % ${width}u), int(featureId / ${width}u)), 0);
}
int featureBits(vec4 facts) { return int(facts.a * 255.0 + 0.5); }
bool isSelected(int bits) { return (bits & ${selectedBit}) != 0; }
bool isHidden(int bits) { return (bits & ${hiddenBit}) != 0; }
bool isOpen(int bits) { return (bits & ${openBit}) != 0; }
float featureRank(int bits) { return float((bits >> ${rankShift}) & ${rankMask}); }
/* All corners of a hidden feature fall on one place outside the picture. */
const vec4 nowhere = vec4(2.0, 2.0, 2.0, 1.0);
`;
