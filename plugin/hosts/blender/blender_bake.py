"""A decoded scene to Blender data: collection `Contextile` → the area → one collection a layer.

Objects, not bytes, are what costs in Blender, so a layer is one mesh; one object per building only when asked for.
Everything made is remembered, so that a failure can take it away again.
"""

from __future__ import annotations

import array
import json

import bpy

from . import contextile_loopback as core

ROOT = "Contextile"
ROOT_MARK = "contextile_root"
MADE_MARK = "contextile_made"
REPLACE_KEY = "contextile_replace_key"
#: Above this, the nodes of a kind become one mesh instead of linked duplicates.
MOST_LINKED = 5000
MOST_MERGED_FACETS = 4_000_000
NEAREST_M = 0.5


class Bake:
    def __init__(self, scene, header, most_buildings):
        self._scene, self._header, self._most = scene, header, most_buildings
        # Metres to the scene's units; vertices stay near 0 and the offset goes to the object: float32 is exact there.
        self.factor = 1.0 / scene.unit_settings.scale_length
        self._offset = [value * self.factor for value in header["offsetM"]]
        self._made = []
        self._area = None
        self.skipped, self.warnings = [], []
        self.extent = 0.0

    def make(self, model, progress, is_cancelled):
        """Builds all layers; gives the receipt's `made`. Raises `cancelled` when asked to stop."""
        self._step = core.InsertSteps(model, progress, is_cancelled)
        self.warnings.extend(model.warnings)
        self._area = self._collection(core.plain_name(self._header["name"], "Area"), self._root())
        self._area[REPLACE_KEY] = self._header["replaceKey"]
        self._area["attribution"] = "\n".join(self._header["attribution"] or model.attribution)
        self._area["georeference"] = json.dumps(self._header["georeference"])
        return [self._layer(layer) for layer in model.layers]

    def remove_earlier(self):
        """Removes what an earlier import of the same area made, and takes over its plain names."""
        # Wherever the user has put it: the mark counts, not the place or the name. All are found before any is removed,
        # because removing a collection invalidates the others of a running search.
        key = self._header["replaceKey"]
        areas = [c for c in self._scene.collection.children_recursive if c.get(REPLACE_KEY) == key and c != self._area]
        inside = {thing for area in areas for thing in area.all_objects}
        objects = [thing for thing in inside if MADE_MARK in thing]
        for foreign in inside.difference(objects):
            # What the user has put in there is the user's: it moves on to the new import.
            self._area.objects.link(foreign)
        collections = {c for area in areas for c in (area, *area.children_recursive)}
        _remove_objects(objects)
        bpy.data.batch_remove(collections)
        count = len(objects)
        for item in self._made:
            if isinstance(item, bpy.types.ID) and "contextile_name" in item:
                item.name = item["contextile_name"]
                del item["contextile_name"]
        return count

    def undo(self):
        """Takes everything away that `make` made, newest first."""
        for item in reversed(self._made):
            home = {
                bpy.types.Object: bpy.data.objects,
                bpy.types.Mesh: bpy.data.meshes,
                bpy.types.Collection: bpy.data.collections,
                bpy.types.Material: bpy.data.materials,
            }
            home[type(item)].remove(item)
        self._made = []

    def names(self):
        return [item.name for item in self._made if isinstance(item, bpy.types.Object)]

    def _layer(self, layer):
        folder = self._collection(layer.name, self._area)
        before = len(self._made)
        if layer.kind == "instances":
            facets = self._instances(layer, folder)
        elif layer.id == "buildings" and self._header["perFeature"] and self._may_split(layer):
            facets = sum(self._building(layer, features, folder) for features in layer.buildings())
        else:
            facets = self._whole(layer, folder)
        objects = sum(1 for item in self._made[before:] if isinstance(item, bpy.types.Object))
        instances = len(layer.kind_index) if layer.kind == "instances" else 0
        return {"layer": layer.id, "objects": objects, "facets": facets, "instances": instances}

    def _may_split(self, layer):
        count = len(layer.buildings())
        if count > self._most:
            said = "%d buildings are over the limit of %d objects: they were made as one mesh." % (count, self._most)
            self.warnings.append(said)
        return count <= self._most

    def _whole(self, layer, folder):
        if not layer.indices:
            return 0
        mesh = self._mesh(layer.name, layer.positions, layer.indices)
        slots = sorted({layer.colour_of(i) for i in range(len(layer.descriptors))}) or [layer.colour]
        for colour in slots:
            mesh.materials.append(self._material(layer, colour))
        numbers = {colour: slot for slot, colour in enumerate(slots)}
        slot_of = [numbers[layer.colour_of(i)] for i in range(len(layer.descriptors))]
        if len(slots) > 1:
            mesh.polygons.foreach_set("material_index", layer.per_facet(slot_of))
        column = mesh.attributes.new("feature", "INT", "FACE")
        column.data.foreach_set("value", layer.per_facet(range(len(layer.descriptors))))
        self._finish(mesh, layer)
        thing = self._object(layer.name, mesh, folder)
        thing["descriptors"] = json.dumps(layer.descriptors)
        self._step.done(layer.facets)
        return len(mesh.polygons)

    def _building(self, layer, features, folder):
        facts = [layer.descriptors[i] for i in features]
        name = core.plain_name(facts[0].get("buildingName"), "Building %s" % facts[0].get("id", features[0]))
        positions, indices = layer.part(features)
        mesh = self._mesh(name, positions, indices)
        mesh.materials.append(self._material(layer, layer.colour))
        self._finish(mesh, layer)
        thing = self._object(name, mesh, folder)
        thing["descriptors"] = json.dumps(facts)
        self._step.done(len(indices) // 3)
        return len(mesh.polygons)

    def _instances(self, layer, folder):
        linked = len(layer.kind_index) <= MOST_LINKED
        if not linked:
            said = "%d trees and objects are over the limit of %d: one mesh per kind was made."
            self.warnings.append(said % (len(layer.kind_index), MOST_LINKED))
        facets = 0
        for kind, name in enumerate(layer.kinds):
            nodes = layer.nodes_of(kind)
            if nodes and layer.shapes[kind].indices:
                facets += (self._linked if linked else self._merged)(layer, kind, name, nodes, folder)
        return facets

    def _linked(self, layer, kind, name, nodes, folder):
        shape = layer.shapes[kind]
        mesh = self._mesh(name, shape.positions, shape.indices)
        mesh.materials.append(self._material(layer, layer.colour))
        self._finish(mesh, layer)
        for i in nodes:
            thing = self._object(name, mesh, folder)
            place = layer.positions[i * 3 : i * 3 + 3]
            thing.location = [at + value * self.factor for at, value in zip(self._offset, place)]
            thing.rotation_euler = (0.0, 0.0, layer.rotations[i])
            thing.scale = (layer.scales[i],) * 3
            if layer.descriptors:
                thing["descriptor"] = json.dumps(layer.descriptors[i])
            self._step.done(len(shape.indices) // 3)
        return len(mesh.polygons) * len(nodes)

    def _merged(self, layer, kind, name, nodes, folder):
        if len(nodes) * len(layer.shapes[kind].indices) // 3 > MOST_MERGED_FACETS:
            self._skip(name, "too many for one mesh in Blender", "skip-too-many", len(nodes))
            return 0
        mesh = self._mesh(name, *layer.merged(kind, nodes))
        mesh.materials.append(self._material(layer, layer.colour))
        self._finish(mesh, layer)
        thing = self._object(name, mesh, folder)
        thing["descriptors"] = json.dumps([layer.descriptors[i] for i in nodes] if layer.descriptors else [])
        self._step.done(len(mesh.polygons))
        return len(mesh.polygons)

    def _mesh(self, name, positions, indices):
        mesh = self._keep(bpy.data.meshes.new(name), name)
        facets = len(indices) // 3
        mesh.vertices.add(len(positions) // 3)
        mesh.vertices.foreach_set("co", self._scaled(positions))
        mesh.loops.add(facets * 3)
        mesh.loops.foreach_set("vertex_index", indices)
        mesh.polygons.add(facets)
        mesh.polygons.foreach_set("loop_start", array.array("i", range(0, facets * 3, 3)))
        if bpy.app.version < (4, 1, 0):
            # Derived from loop_start, and read-only, in later versions.
            mesh.polygons.foreach_set("loop_total", array.array("i", [3]) * facets)
        self.extent = max(self.extent, abs(max(positions)) * self.factor, abs(min(positions)) * self.factor)
        return mesh

    def _scaled(self, positions):
        if self.factor == 1.0:
            return positions
        return array.array("f", [value * self.factor for value in positions])

    def _finish(self, mesh, layer):
        facets = len(mesh.polygons)
        mesh.validate()
        mesh.update(calc_edges=True)
        if hasattr(mesh, "shade_flat"):
            mesh.shade_flat()
        lost = facets - len(mesh.polygons)
        if lost:
            reason = "triangles without area or twice in place, which Blender does not keep"
            self._skip(layer.name, reason, "skip-not-kept", lost)

    def _skip(self, what, reason, sentence, count):
        """Beside the English the sentence by its id and figures, so that the panel can say it in its own language."""
        said = {"id": sentence, "data": {"program": "Blender"}}
        self.skipped.append({"what": what, "reason": reason, "said": said, "count": count})

    def _object(self, name, mesh, folder):
        thing = self._keep(bpy.data.objects.new(name, mesh), name)
        folder.objects.link(thing)
        thing.location = self._offset
        thing[MADE_MARK] = True
        thing["attribution"] = self._area["attribution"]
        return thing

    def _material(self, layer, colour):
        plain = colour == layer.colour
        name = "%s %s" % (ROOT, layer.name) + ("" if plain else " #%02x%02x%02x" % colour)
        known = bpy.data.materials.get(name)
        if known is not None:
            return known
        material = bpy.data.materials.new(name)
        self._made.append(material)
        linear = (*[_linear(value / 255) for value in colour], 1.0)
        material.diffuse_color = linear
        material.use_nodes = True
        surface = next((n for n in material.node_tree.nodes if n.type == "BSDF_PRINCIPLED"), None)
        if surface is not None:
            surface.inputs["Base Color"].default_value = linear
            surface.inputs["Roughness"].default_value = 0.9
        return material

    def _root(self):
        known = next((c for c in self._scene.collection.children_recursive if c.get(ROOT_MARK)), None)
        root = known or self._collection(ROOT, self._scene.collection)
        root[ROOT_MARK] = True
        return root

    def _collection(self, name, parent):
        collection = self._keep(bpy.data.collections.new(name), name)
        parent.children.link(collection)
        return collection

    def _keep(self, item, name):
        # While the earlier import stands, Blender adds ".001"; the plain name is taken over when that is gone.
        if item.name != name:
            item["contextile_name"] = name
        self._made.append(item)
        return item


def _remove_objects(objects):
    meshes = {thing.data for thing in objects if thing.type == "MESH"}
    bpy.data.batch_remove(objects)
    bpy.data.batch_remove([mesh for mesh in meshes if mesh.users == 0])


def _linear(value):
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def show_whole_model(bake):
    """Fits the range of open 3D views to a district. By default a view cuts off at 1,000 m, which hides half of it, and
    begins at 1 cm, which leaves no depth to tell ground from the road on it: at 500 m the two flicker through each other."""
    nearest, reach = NEAREST_M * bake.factor, bake.extent * 3
    changed = False
    for window in bpy.context.window_manager.windows:
        for area in window.screen.areas:
            if area.type != "VIEW_3D":
                continue
            view = area.spaces.active
            changed = changed or view.clip_start < nearest or view.clip_end < reach
            view.clip_start = max(view.clip_start, nearest)
            view.clip_end = max(view.clip_end, reach)
    if changed:
        said = "The 3D view now shows what is at least %g m away, and the whole model (Sidebar > View > Clip)."
        bake.warnings.append(said % NEAREST_M)
