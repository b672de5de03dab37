import unittest

import fakes
from contextile_loopback import ContextileError
from rhino_baker import REPLACE_KEY, bake


def run(doc, file=None, cancelled=lambda: False, **changes):
    file = file or fakes.town()
    rhino = fakes.fake_rhino(doc, lambda path: file)
    return bake(rhino, fakes.make_list, doc, "context.3dm", fakes.header(**changes), lambda phase, part: None, cancelled)


class Bake(unittest.TestCase):
    def test_makes_meshes_and_blocks_on_their_layers_in_one_undo_step(self):
        doc = fakes.Doc()
        receipt = run(doc)
        self.assertEqual(doc.records, ["Insert Luisenplatz"])
        self.assertEqual(doc.open_records, [])
        self.assertEqual(
            receipt["made"],
            [
                {"layer": "surface", "objects": 1, "facets": 2, "instances": 0},
                {"layer": "buildings", "objects": 2, "facets": 32, "instances": 0},
                {"layer": "infrastructure", "objects": 2, "facets": 0, "instances": 2},
            ],
        )
        self.assertEqual(receipt["hostIds"], [str(made.Id) for made in doc.Objects.alive()])
        self.assertEqual(
            doc.Layers.paths(),
            ["Contextile", "Contextile::Buildings", "Contextile::Surface", "Contextile::Infrastructure"],
        )
        tower = doc.Objects.alive()[0]
        self.assertEqual(tower.Attributes.strings, {"contextile.layer": "buildings", "name": "Tower", REPLACE_KEY: "area-1"})
        self.assertEqual(doc.Layers.path(doc.Layers[tower.Attributes.LayerIndex]), "Contextile::Buildings")

    def test_layers_take_the_colour_of_the_file_for_both_kinds_of_view(self):
        doc = fakes.Doc()
        run(doc)
        buildings = doc.Layers[doc.Layers.FindByFullPath("Contextile::Buildings", -1)]
        self.assertEqual(buildings.Color, (1, 1, 1))
        self.assertEqual(doc.Materials[buildings.RenderMaterialIndex].DiffuseColor, (1, 1, 1))

    def test_layers_that_are_there_are_used_and_left_as_they_are(self):
        doc = fakes.Doc()
        run(doc, replaceKey="other area")
        doc.Layers[1].Color = "mine"
        run(doc)
        self.assertEqual(len(doc.Layers.entries), 4)
        self.assertEqual(doc.Layers[1].Color, "mine")

    def test_metres_become_the_units_of_the_document(self):
        doc = fakes.Doc(units="Millimeters")
        run(doc)
        tower, _, _, _, second = doc.Objects.alive()
        self.assertEqual(tower.geometry.points, [(1000, 2000, 3000), (11000, 2000, 3000)])
        shape = doc.InstanceDefinitions[0].geometry[0]
        self.assertEqual(shape.points[1], (0, 0, 1000))
        placement = second.geometry[1]
        top = placement.apply(shape.points[1])
        self.assertEqual([round(value, 6) for value in top], [7000, 8000, 8000])
        self.assertAlmostEqual(placement.rows[0][0], 8)

    def test_the_offset_moves_everything_and_keeps_millimetres(self):
        doc = fakes.Doc()
        run(doc, offsetM=[5000.5, -200, 3])
        tower, _, _, tree, _ = doc.Objects.alive()
        self.assertEqual(tower.geometry.points[0], (5001.5, -198, 6))
        self.assertTrue(tower.geometry.Vertices.UseDoublePrecisionVertices)
        self.assertEqual(tree.geometry[1].apply((0, 0, 0)), (5004.5, -195, 9))

    def test_without_an_offset_meshes_stay_single_precision(self):
        doc = fakes.Doc()
        run(doc)
        self.assertFalse(doc.Objects.alive()[0].geometry.Vertices.UseDoublePrecisionVertices)

    def test_the_same_area_again_replaces_what_the_first_import_made_locked_objects_too(self):
        doc = fakes.Doc()
        run(doc, replaceKey="other area")
        run(doc)
        doc.Objects.alive()[-1].locked = True
        receipt = run(doc)
        self.assertEqual(receipt["replaced"], 5)
        keys = [made.Attributes.GetUserString(REPLACE_KEY) for made in doc.Objects.alive()]
        self.assertEqual(keys, ["other area"] * 5 + ["area-1"] * 5)

    def test_a_block_that_is_there_is_used_as_it_is(self):
        doc = fakes.Doc()
        run(doc)
        run(doc)
        self.assertEqual(len(doc.InstanceDefinitions.entries), 1)

    def test_a_failure_leaves_the_document_as_it_was(self):
        doc = fakes.Doc()
        run(doc)
        before = [made.Id for made in doc.Objects.alive()]
        doc.Objects.fail_after = 8
        file = fakes.town()
        with self.assertRaises(ContextileError) as caught:
            run(doc, file=file)
        self.assertEqual(caught.exception.code, "host-failed")
        self.assertEqual([made.Id for made in doc.Objects.alive()], before)
        self.assertEqual((doc.open_records, doc.Views.RedrawEnabled, file.disposed), ([], True, True))

    def test_a_failure_on_the_first_import_takes_new_layers_and_blocks_away_again(self):
        doc = fakes.Doc()
        doc.Objects.fail_after = 3
        with self.assertRaises(ContextileError):
            run(doc)
        left = (doc.Objects.alive(), doc.Layers.paths(), doc.InstanceDefinitions.alive(), doc.Materials.alive())
        self.assertEqual(left, ([], [], [], []))

    def test_a_failure_while_the_old_objects_go_brings_them_back(self):
        doc = fakes.Doc()
        run(doc)
        before = [made.Id for made in doc.Objects.alive()]
        delete, calls = doc.Objects.Delete, []

        def failing(*arguments):
            calls.append(arguments)
            if len(calls) == 3:
                raise RuntimeError("Rhino says no")
            return delete(*arguments)

        doc.Objects.Delete = failing
        with self.assertRaises(RuntimeError):
            run(doc)
        self.assertEqual([made.Id for made in doc.Objects.alive()], before)

    def test_cancel_stops_before_the_next_hundred_and_leaves_nothing(self):
        doc = fakes.Doc()
        many = fakes.town()
        many.Objects.extend(fakes.item(fakes.Mesh([(0, 0, 0)]), layer_index=1) for _ in range(300))
        asked = []

        def cancelled():
            asked.append(len(doc.Objects.alive()))
            return len(asked) == 3

        with self.assertRaises(ContextileError) as caught:
            run(doc, file=many, cancelled=cancelled)
        self.assertEqual(caught.exception.code, "cancelled")
        self.assertEqual(asked, [0, 100, 200])
        self.assertEqual(doc.Objects.alive(), [])

    def test_a_file_that_does_not_open_is_a_clear_error(self):
        doc = fakes.Doc()
        rhino = fakes.fake_rhino(doc, lambda path: None)
        with self.assertRaises(ContextileError) as caught:
            bake(rhino, fakes.make_list, doc, "x", fakes.header(), lambda *_: None, lambda: False)
        self.assertEqual(caught.exception.code, "host-failed")
        self.assertEqual(doc.records, [])

    def test_other_kinds_of_objects_are_counted_not_lost(self):
        doc = fakes.Doc()
        file = fakes.town()
        curve = fakes.item(fakes.Mesh([]), layer_index=1)
        curve.Geometry.ObjectType = "Curve"
        file.Objects.append(curve)
        self.assertEqual(
            run(doc, file=file)["skipped"],
            [
                {
                    "what": "Curve",
                    "reason": "only meshes and blocks are inserted",
                    "said": {"id": "skip-only-meshes", "data": {}},
                    "count": 1,
                }
            ],
        )

    def test_hostile_names_make_a_plain_undo_name(self):
        doc = fakes.Doc()
        run(doc, name="a\n\u202eb" + "x" * 150)
        self.assertEqual(doc.records[0], ("Insert a b" + "x" * 150)[:60])


if __name__ == "__main__":
    unittest.main()
