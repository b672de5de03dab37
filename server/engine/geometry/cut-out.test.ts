import { expect, it } from "vitest";
import { cutOut, inMillimetres } from "./cut-out.ts";
import { polygonArea } from "./rings.ts";

const alone = (outer: number[]) => [{ outer, holes: [] }];

it("leaves every place once where edges of cutters run into the outline within a millimetre", () => {
  // From Monaco, mirrored and turned. The clipper joined two slivers into a ring that covered 2 m² of the cutters, and
  // left a hole of 1.2 m².
  const road = alone([
    ...[123143, 55367, 126193, 58713, 126220, 58743, 146845, 82253, 149142, 84279, 149656, 84963],
    ...[151719, 89342, 151881, 90651, 151234, 91801, 150031, 92343, 148741, 92065, 147897, 91142],
    ...[146019, 87157, 143948, 85330, 143757, 85139, 123044, 61529, 120021, 58213, 119481, 57009],
    ...[119760, 55720, 120750, 54848, 122065, 54733],
  ]);
  const cutters = [
    [
      ...[153525, 16844, 154019, 17301, 156593, 21760, 161666, 30537, 161675, 30552, 167069, 40231],
      ...[167209, 40695, 167453, 43776, 167658, 46310, 167611, 46738, 165818, 52545, 165772, 52667],
      ...[161310, 62815, 153567, 80444, 153408, 80705, 148627, 86581, 148029, 86964, 147320, 86918],
      ...[146777, 86461, 146611, 85770, 146863, 85145, 151547, 79387, 159228, 61900, 159228, 61899],
      ...[163662, 51814, 165372, 46275, 165185, 43960, 165185, 43958, 164960, 41123, 159687, 31660],
      ...[159687, 31659, 154623, 22898, 152049, 18439, 151904, 17743, 152199, 17097, 152820, 16753],
    ],
    [
      ...[150208, 84636, 149761, 85186, 150268, 86262, 147839, 88849, 146178, 87493, 146019, 87157],
      ...[145113, 86357, 144934, 84852, 147935, 83214, 148225, 83470, 148533, 83091, 148756, 83052],
    ],
    [
      ...[151169, 88174, 151674, 89248, 152992, 89998, 152619, 91253, 151218, 93102, 150951, 92950],
      ...[150828, 93242, 148797, 93053, 146941, 91587, 147493, 90286, 147350, 89981, 148690, 87472],
    ],
  ].flatMap(alone);
  const left = inMillimetres(cutOut(road, cutters));
  const area = (polygons: typeof left) => polygons.reduce((sum, polygon) => sum + polygonArea(polygon), 0);
  const again = cutOut(left, cutters);
  // What is left does not lie in the cutters: taking them out again takes nothing (mm², rounding of a few edges).
  expect(area(left) - area(again)).toBeLessThan(20_000);
  // The piece between two of them: a triangle of 149.04/87.57, 150.27/86.26 and 151.17/88.17.
  const sizes = left.map((polygon) => polygonArea(polygon) / 1e6);
  expect(Math.min(...sizes.map((size) => Math.abs(size - 1.76)))).toBeLessThan(0.05);
});

it("keeps way/788626643 of a turned Monaco out of junction way/68814575#0", () => {
  // Its corner lies 0.4 mm from the way's edge. On whole millimetres the clipper took the wrong side of both junctions:
  // 0.16 m² inside them instead of the 0.096 m² between them.
  const road = alone([
    ...[217516, 796909, 218460, 798585, 219544, 803616, 219331, 805635, 217961, 807133, 215970, 807527],
    ...[214134, 806662, 213190, 804986, 212106, 799955, 212319, 797936, 213689, 796438, 215680, 796044],
  ]);
  const junctions = [
    [
      ...[218494, 798743, 218639, 799419, 218870, 802144, 212723, 802822, 212106, 799955, 212123, 799788],
      ...[212109, 799756, 210968, 799015, 210677, 798779, 210326, 798427, 211497, 795045, 218007, 794327],
    ],
    [
      ...[218900, 800629, 219192, 801986, 221436, 802963, 220411, 809526, 220302, 809489, 220332, 809721],
      ...[213884, 810541, 213618, 808446, 213411, 808594, 213392, 808607, 212976, 808893, 211316, 805697],
      ...[211341, 805680, 213074, 804448, 212550, 802016, 212733, 801487, 214593, 800061],
    ],
  ].flatMap(alone);
  const left = inMillimetres(cutOut(road, junctions));
  const area = (polygons: typeof left) => polygons.reduce((sum, polygon) => sum + polygonArea(polygon), 0);
  expect(left.filter((polygon) => Math.abs(polygonArea(polygon) - 96_000) < 3000)).toHaveLength(1);
  expect(area(left) - area(cutOut(left, junctions))).toBeLessThan(10_000);
});

it("keeps a long edge where it was, cut by two others and at an outline: to a 64th, and rounded to a millimetre", () => {
  const strip = alone([0, 0, 90_007, 61_003, 88_011, 64_009, -2003, 3001]);
  const cutters = [
    [20_003, 10_001, 24_007, 12_011, 18_011, 19_001, 14_003, 16_007],
    [50_021, 30_011, 55_001, 33_001, 49_003, 42_007, 44_009, 39_001],
  ].flatMap(alone);
  const [crop] = alone([-10_000, -10_000, 80_021, -10_007, 79_003, 90_000, -10_000, 90_000]);
  const off = (x: number, y: number) => Math.abs(x * 61_003 - y * 90_007) / Math.hypot(90_007, 61_003);
  const left = cutOut(strip, cutters, crop);
  const farthest = (polygons: typeof left) => {
    const corners = polygons.flatMap(({ outer }) =>
      outer.flatMap((x, i) => (i % 2 === 0 && off(x, outer[i + 1]) < 100 ? [off(x, outer[i + 1])] : [])),
    );
    expect(corners.length).toBeGreaterThan(3);
    return Math.max(...corners);
  };
  expect(farthest(left)).toBeLessThan(0.712 / 64);
  expect(farthest(inMillimetres(left))).toBeLessThan(0.72);
});
