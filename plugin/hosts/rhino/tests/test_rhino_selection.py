"""The selected outline against fakes of RhinoCommon: never run inside Rhino, see TESTCASES.md."""

import math
import unittest

import fakes
from contextile_loopback import NoOutline
from rhino_host import RhinoHost
from rhino_selection import SAG_M


def host_of(doc):
    return RhinoHost(fakes.fake_rhino(doc, None), fakes.make_list)


SQUARE = [(0, 0), (20_000, 0), (20_000, 10_000), (0, 10_000)]


class Selection(unittest.TestCase):
    def setUp(self):
        self.doc = fakes.Doc(units="Millimeters")
        self.host = host_of(self.doc)

    def fault(self):
        with self.assertRaises(NoOutline) as caught:
            self.host.selection_outlines()
        return caught.exception.fault

    def test_a_closed_polyline_comes_in_metres_with_its_own_corners(self):
        self.doc.Objects.select(fakes.Curve(SQUARE), name="Plot")
        name, rings = self.host.selection_outlines()
        self.assertEqual(name, "Plot")
        self.assertEqual(rings, [[(0, 0), (20, 0), (20, 10), (0, 10), (0, 0)]])

    def test_a_curve_is_cut_by_millimetres_in_units_of_the_document(self):
        circle = [(9000 * math.cos(i / 10 * math.pi), 9000 * math.sin(i / 10 * math.pi)) for i in range(20)]
        curve = fakes.Curve(circle, straight=False)
        self.doc.Objects.select(curve)
        name, rings = self.host.selection_outlines()
        self.assertEqual((name, len(rings[0])), ("", 21))
        self.assertAlmostEqual(curve.cuts[0][0], SAG_M * 1000)
        self.assertAlmostEqual(rings[0][0][0], 9.0)

    def test_a_surface_of_one_face_has_its_border_and_a_solid_has_none(self):
        self.doc.Objects.select(fakes.Brep(fakes.Curve(SQUARE)))
        self.assertEqual(len(self.host.selection_outlines()[1][0]), 5)
        self.doc.Objects.select(fakes.Brep(*[fakes.Curve(SQUARE)] * 6))
        self.assertEqual(self.fault(), "no-outline")
        self.doc.Objects.select(fakes.Mesh([(0, 0, 0)]))
        self.assertEqual(self.fault(), "no-outline")

    def test_nothing_several_and_open_curves_have_their_own_words(self):
        self.assertEqual(self.fault(), "nothing-selected")
        self.doc.Objects.select(fakes.Curve(SQUARE), fakes.Curve(SQUARE))
        self.assertEqual(self.fault(), "several-selected")
        self.doc.Objects.select(fakes.Curve(SQUARE, closed=False))
        self.assertEqual(self.fault(), "not-closed")


if __name__ == "__main__":
    unittest.main()
