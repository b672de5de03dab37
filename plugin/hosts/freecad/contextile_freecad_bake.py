"""A decoded scene to FreeCAD objects: group `Contextile` → the area → one `Mesh::Feature` a layer.

FreeCAD builds a mesh from binary PLY ten times faster than from Python lists, so that is what it is given.
"""

from __future__ import annotations

import io
import json

import FreeCAD as App
import Mesh

import contextile_loopback as core

ROOT = "Contextile"
MADE_MARK = "ContextileMade"
MM = 1000.0
#: Colours per face are Python tuples in FreeCAD: above this a layer has one colour.
MOST_COLOURED_FACETS = 300_000
MOST_MERGED_FACETS = 4_000_000


class Bake:
    def __init__(self, document, header, most_buildings):
        self._document, self._header, self._most = document, header, most_buildings
        # The offset goes to the placement, which is double precision; mesh points are float32 and stay near 0.
        self._placement = App.Placement(App.Vector(*[value * MM for value in header["offsetM"]]), App.Rotation())
        self._labels = {}
        self._area = None
        self.mesh_names = []
        self.skipped, self.warnings = [], []

    def make(self, model, progress, is_cancelled):
        """Builds all layers; gives the receipt's `made`. Raises `cancelled` when asked to stop."""
        self._step = core.InsertSteps(model, progress, is_cancelled)
        self.warnings.extend(model.warnings)
        root = root_group(self._document) or self._group(ROOT, None)
        self._area = self._group(core.plain_name(self._header["name"], "Area"), root)
        self._attribution = "\n".join(self._header["attribution"] or model.attribution)
        _text(self._area, "ReplaceKey", self._header["replaceKey"])
        _text(self._area, "Attribution", self._attribution)
        _text(self._area, "Georeference", json.dumps(self._header["georeference"]))
        return [self._layer(layer) for layer in model.layers]

    def remove_earlier(self):
        """Removes what an earlier import of the same area made; gives how many objects that were."""
        # Wherever the user has put it: the mark counts, not the place or the label. All are found before any is removed.
        key = self._header["replaceKey"]
        groups = self._document.findObjects("App::DocumentObjectGroup")
        areas = [g.Name for g in groups if getattr(g, "ReplaceKey", None) == key and g.Name != self._area.Name]
        count = sum(self._remove(self._document.getObject(name)) for name in areas)
        for name, label in self._labels.items():
            self._document.getObject(name).Label = label
        return count

    def _remove(self, group):
        """Removes a group with all that an import made in it; gives how many of it were no groups."""
        count = 0
        for thing in list(group.Group):
            if thing.isDerivedFrom("App::DocumentObjectGroup") and hasattr(thing, MADE_MARK):
                count += self._remove(thing)
            elif hasattr(thing, MADE_MARK):
                self._document.removeObject(thing.Name)
                count += 1
            else:
                # What the user has put in there is the user's: it moves on to the new import.
                self._area.addObject(thing)
        self._document.removeObject(group.Name)
        return count

    def undo(self):
        """Takes away what is left where FreeCAD keeps no transactions (undo switched off)."""
        for name in reversed(list(self._labels)):
            if self._document.getObject(name) is not None:
                self._document.removeObject(name)

    def _layer(self, layer):
        before, facets, instances = len(self.mesh_names), 0, 0
        if layer.kind == "instances":
            instances, facets = self._instances(layer)
        elif layer.id == "buildings" and self._header["perFeature"] and self._may_split(layer):
            folder = self._group(layer.name, self._area)
            facets = sum(self._building(layer, features, folder) for features in layer.buildings())
        elif layer.indices:
            facets = self._whole(layer)
        return {
            "layer": layer.id,
            "objects": len(self.mesh_names) - before,
            "facets": facets,
            "instances": instances,
        }

    def _may_split(self, layer):
        count = len(layer.buildings())
        if count > self._most:
            said = "%d buildings are over the limit of %d objects: they were made as one mesh." % (count, self._most)
            self.warnings.append(said)
        return count <= self._most

    def _whole(self, layer):
        thing = self._mesh(layer, layer.name, layer.positions, layer.indices, self._area)
        _text(thing, "Descriptors", json.dumps(layer.descriptors))
        thing.addProperty("App::PropertyIntegerList", "FirstFacet", "Contextile", "First facet of each descriptor")
        thing.FirstFacet = [first // 3 for first in layer.first_index]
        self._colour_faces(thing, layer)
        self._step.done(layer.facets)
        return thing.Mesh.CountFacets

    def _building(self, layer, features, folder):
        facts = [layer.descriptors[i] for i in features]
        name = core.plain_name(facts[0].get("buildingName"), "Building %s" % facts[0].get("id", features[0]))
        positions, indices = layer.part(features)
        if not indices:
            return 0
        thing = self._mesh(layer, name, positions, indices, folder)
        _text(thing, "Descriptors", json.dumps(facts))
        self._step.done(len(indices) // 3)
        return thing.Mesh.CountFacets

    def _instances(self, layer):
        made = facets = 0
        folder = self._group(layer.name, self._area)
        for kind, name in enumerate(layer.kinds):
            nodes, shape = layer.nodes_of(kind), layer.shapes[kind]
            if not nodes or not shape.indices:
                continue
            if len(nodes) * len(shape.indices) // 3 > MOST_MERGED_FACETS:
                self._skip(name, "too many for one mesh in FreeCAD", "skip-too-many", len(nodes))
                continue
            thing = self._mesh(layer, name, *layer.merged(kind, nodes), folder)
            _text(thing, "Descriptors", json.dumps([layer.descriptors[i] for i in nodes] if layer.descriptors else []))
            self._step.done(len(nodes) * len(shape.indices) // 3)
            made += len(nodes)
            facets += thing.Mesh.CountFacets
        return made, facets

    def _skip(self, what, reason, sentence, count):
        """Beside the English the sentence by its id and figures, so that the panel can say it in its own language."""
        said = {"id": sentence, "data": {"program": "FreeCAD"}}
        self.skipped.append({"what": what, "reason": reason, "said": said, "count": count})

    def _mesh(self, layer, name, positions, indices, folder):
        mesh = Mesh.Mesh()
        mesh.read(Stream=io.BytesIO(binary_ply(positions, indices)), Format="PLY")
        scale = App.Matrix()
        scale.scale(MM, MM, MM)
        mesh.transform(scale)
        lost = len(indices) // 3 - mesh.CountFacets
        if lost:
            self._skip(layer.name, "triangles that FreeCAD did not take", "skip-not-taken", lost)
        thing = self._add("Mesh::Feature", name, folder)
        thing.Mesh = mesh
        thing.Placement = self._placement
        _text(thing, "Attribution", self._attribution)
        if App.GuiUp:
            thing.ViewObject.ShapeColor = _colour(layer.colour)
            thing.ViewObject.Lighting = "Two side"
        thing.purgeTouched()
        self.mesh_names.append(thing.Name)
        return thing

    def _colour_faces(self, thing, layer):
        many = len({layer.colour_of(i) for i in range(len(layer.descriptors))}) > 1
        if not App.GuiUp or not many:
            return
        if layer.facets > MOST_COLOURED_FACETS or thing.Mesh.CountFacets != layer.facets:
            self.warnings.append("%s is too large for colours per face in FreeCAD: it has one colour." % layer.name)
            return
        colours = [_colour(layer.colour_of(i)) for i in range(len(layer.descriptors))]
        numbers = layer.per_facet(range(len(layer.descriptors)))
        thing.addProperty("App::PropertyColorList", "FaceColors", "Contextile", "Colour of each facet")
        thing.FaceColors = [colours[i] for i in numbers]
        thing.ViewObject.Coloring = True
        thing.purgeTouched()

    def _group(self, label, parent):
        return self._add("App::DocumentObjectGroup", label, parent)

    def _add(self, kind, label, parent):
        thing = self._document.addObject(kind, ROOT)
        thing.Label = label
        thing.addProperty("App::PropertyBool", MADE_MARK, "Contextile", "Made by an import, replaced by the next one")
        self._labels[thing.Name] = label
        if parent is not None:
            parent.addObject(thing)
        return thing


def root_group(document):
    """The group that holds every import of this document, or None."""
    groups = [g for g in document.findObjects("App::DocumentObjectGroup") if not hasattr(g, "ReplaceKey")]
    marked = [group for group in groups if hasattr(group, "Georeference")]
    named = [group for group in groups if group.Label == ROOT and not group.InList]
    return next(iter(marked + named), None)


def georeference_of(document):
    """The document's georeference as it was given, or None."""
    root = root_group(document)
    stored = getattr(root, "Georeference", "") if root is not None else ""
    return json.loads(stored) if stored else None


def store_georeference(document, georeference):
    root = root_group(document)
    if root is None:
        root = document.addObject("App::DocumentObjectGroup", ROOT)
        root.Label = ROOT
    if hasattr(root, "Georeference"):
        root.Georeference = json.dumps(georeference)
    else:
        _text(root, "Georeference", json.dumps(georeference))


def binary_ply(positions, indices):
    """A triangle mesh as binary PLY: rows of three float32, rows of a count byte and three int32."""
    facets = len(indices) // 3
    head = (
        "ply\nformat binary_little_endian 1.0\nelement vertex %d\nproperty float x\nproperty float y\n"
        "property float z\nelement face %d\nproperty list uchar int vertex_indices\nend_header\n"
    ) % (len(positions) // 3, facets)
    numbers = indices.tobytes()
    rows = bytearray(13 * facets)
    rows[0::13] = b"\3" * facets
    for byte in range(12):
        rows[1 + byte :: 13] = numbers[byte::12]
    return head.encode("ascii") + positions.tobytes() + bytes(rows)


def _text(thing, name, value):
    thing.addProperty("App::PropertyString", name, "Contextile")
    setattr(thing, name, value)


def _colour(rgb):
    return tuple(value / 255 for value in rgb)
