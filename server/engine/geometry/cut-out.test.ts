import { expect, it } from "vitest";
import { cutOut } from "./cut-out.ts";
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
  const left = cutOut(road, cutters);
  const area = (polygons: typeof left) => polygons.reduce((sum, polygon) => sum + polygonArea(polygon), 0);
  const again = cutOut(left, cutters);
  // What is left does not lie in the cutters: taking them out again takes nothing (mm², rounding of a few edges).
  expect(area(left) - area(again)).toBeLessThan(20_000);
  // The piece between two of them: a triangle of 149.04/87.57, 150.27/86.26 and 151.17/88.17.
  const sizes = left.map((polygon) => polygonArea(polygon) / 1e6);
  expect(Math.min(...sizes.map((size) => Math.abs(size - 1.76)))).toBeLessThan(0.05);
});
