import json
import unittest

import fakes
from contextile_loopback import ContextileError
from rhino_host import RhinoHost

MAGIC = b"3D Geometry File Format       70"
PLACE = {"originLonDeg": 7.42, "originLatDeg": 43.73, "originHeightM": 12.5, "crs": "local"}


def host_of(doc):
    return RhinoHost(fakes.fake_rhino(doc, lambda path: fakes.town()), fakes.make_list)


def insert(host, **changes):
    prepared = host.prepare(fakes.header(), MAGIC)
    return host.insert(prepared, fakes.header(**changes), lambda *_: None, lambda: False)


class Georeference(unittest.TestCase):
    def test_an_empty_document_has_none(self):
        self.assertIsNone(host_of(fakes.Doc()).georeference_get())

    def test_the_first_import_stores_it_exactly_and_for_rhino_too(self):
        doc = fakes.Doc()
        host = host_of(doc)
        self.assertEqual(insert(host)["georeference"], "stored")
        self.assertEqual(host.georeference_get(), PLACE)
        anchor = doc.EarthAnchorPoint
        self.assertEqual(
            (anchor.EarthBasepointLatitude, anchor.EarthBasepointLongitude, anchor.EarthBasepointElevation),
            (43.73, 7.42, 12.5),
        )

    def test_the_second_import_keeps_it(self):
        host = host_of(fakes.Doc())
        insert(host)
        elsewhere = {**PLACE, "originLonDeg": 8.0}
        self.assertEqual(insert(host, georeference=elsewhere, replaceKey="b")["georeference"], "aligned")
        self.assertEqual(host.georeference_get(), PLACE)

    def test_an_anchor_set_by_hand_at_the_origin_counts(self):
        doc = fakes.Doc()
        doc.EarthAnchorPoint.EarthBasepointLatitude, doc.EarthAnchorPoint.EarthBasepointLongitude = 47.0, 8.5
        self.assertEqual(
            host_of(doc).georeference_get(),
            {"originLonDeg": 8.5, "originLatDeg": 47.0, "originHeightM": 0.0, "crs": "local"},
        )

    def test_an_anchor_that_turns_or_moves_the_model_is_left_alone_and_said(self):
        for change in ("ModelBasePoint", "ModelNorth"):
            doc = fakes.Doc()
            anchor = doc.EarthAnchorPoint
            anchor.EarthBasepointLatitude, anchor.EarthBasepointLongitude = 47.0, 8.5
            setattr(anchor, change, fakes.vector(1, 1, 0))
            receipt = insert(host_of(doc))
            self.assertEqual(receipt["georeference"], "unsupported")
            self.assertEqual(len(receipt["warnings"]), 1)
            self.assertIs(doc.EarthAnchorPoint, anchor)

    def test_nonsense_in_the_document_is_no_georeference(self):
        for text in ("", "{", "[]", "7", json.dumps({**PLACE, "originLatDeg": 91}), json.dumps({**PLACE, "originLonDeg": "x"})):
            doc = fakes.Doc()
            doc.Strings.SetString("Contextile", "georeference", text)
            self.assertIsNone(host_of(doc).georeference_get())

    def test_epsg_survives(self):
        host = host_of(fakes.Doc())
        host.georeference_set({**PLACE, "crs": "UTM", "epsg": 32632})
        self.assertEqual(host.georeference_get(), {**PLACE, "crs": "UTM", "epsg": 32632})


class Insert(unittest.TestCase):
    def test_a_running_command_is_not_disturbed(self):
        doc = fakes.Doc()
        host = host_of(doc)
        host.rhino.Commands.Command.InCommand = lambda: True
        with self.assertRaises(ContextileError) as caught:
            insert(host)
        self.assertEqual(caught.exception.code, "host-busy")
        self.assertEqual(doc.Objects.all, [])

    def test_no_document_is_said(self):
        host = host_of(fakes.Doc())
        host.rhino.RhinoDoc.ActiveDoc = None
        with self.assertRaises(ContextileError) as caught:
            insert(host)
        self.assertEqual(caught.exception.code, "host-failed")

    def test_a_failed_insert_leaves_no_georeference_behind(self):
        doc = fakes.Doc()
        doc.Objects.fail_after = 2
        with self.assertRaises(ContextileError):
            insert(host_of(doc))
        self.assertIsNone(host_of(doc).georeference_get())
        self.assertFalse(doc.EarthAnchorPoint.EarthLocationIsSet())

    def test_sources_add_up_and_each_is_named_once(self):
        doc = fakes.Doc()
        host = host_of(doc)
        insert(host)
        insert(host, attribution=["Terrain\nby others", "© OpenStreetMap contributors (ODbL 1.0)"])
        self.assertEqual(
            doc.Strings.GetValue("Contextile", "attribution"),
            "© OpenStreetMap contributors (ODbL 1.0)\nTerrain by others",
        )

    def test_the_theme_follows_rhino(self):
        host = host_of(fakes.Doc())
        self.assertEqual(host.document()["theme"], "dark")
        host.rhino.Runtime.HostUtils.RunningInDarkMode = False
        self.assertEqual(host.document()["theme"], "light")
        del host.rhino.Runtime.HostUtils.RunningInDarkMode
        self.assertEqual(host.document()["theme"], "system")


if __name__ == "__main__":
    unittest.main()
