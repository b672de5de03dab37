"""Puts a handed-over .3dm into a Rhino document: one undo step, the layer tree kept, an earlier import replaced.

The file is read with `File3dm` and its objects are added one by one. `RhinoDoc.Import` would be shorter, but it does
not say which objects it made, cannot be taken back half-way, and merges layers and blocks by rules of its own.
`rhino` is the `Rhino` namespace, given from outside, so that this runs against fakes under plain Python.
"""

from contextile_loopback import ContextileError, plain_name

REPLACE_KEY = "contextile.replaceKey"
LAYER_KEY = "contextile.layer"
_LAYERS = ("topography", "surface", "barriers", "buildings", "infrastructure")
_MOST_IDS = 1000


def bake(rhino, make_list, doc, path, header, progress, is_cancelled):
    """[main thread] Makes everything in one undo step and gives the receipt but for `handoffId` and `georeference`.
    On any exception the document is as before. `make_list(type, items)` makes a .NET list."""
    file = rhino.FileIO.File3dm.Read(path)
    if file is None:
        raise ContextileError("host-failed", "Rhino could not open the model that was handed over.")
    undo_name = plain_name("Insert " + header["name"], "Insert context")
    record = doc.BeginUndoRecord(undo_name)
    redraw, doc.Views.RedrawEnabled = doc.Views.RedrawEnabled, False
    work = _Bake(rhino, make_list, doc, file, header)
    try:
        work.run(progress, is_cancelled)
    except Exception:
        work.take_back()
        raise
    finally:
        doc.EndUndoRecord(record)
        doc.Views.RedrawEnabled = redraw
        doc.Views.Redraw()
        file.Dispose()
    return {**work.receipt(), "undoName": undo_name}


class _Bake:
    def __init__(self, rhino, make_list, doc, file, header):
        self.rhino, self.make_list, self.doc, self.file, self.header = rhino, make_list, doc, file, header
        scale = rhino.RhinoMath.UnitScale(rhino.UnitSystem.Meters, doc.ModelUnitSystem)
        self.offset = [metres * scale for metres in header["offsetM"]]
        geometry = rhino.Geometry
        self.to_units = geometry.Transform.Scale(geometry.Point3d.Origin, scale)
        self.from_units = geometry.Transform.Scale(geometry.Point3d.Origin, 1 / scale)
        self.to_document = geometry.Transform.Multiply(geometry.Transform.Translation(*self.offset), self.to_units)
        self.layer_index, self.block_index = {}, {}
        self.new_layers, self.new_materials, self.new_blocks = [], [], []
        self.new_ids, self.removed = [], []
        self.made, self.skipped = {}, {}

    def run(self, progress, is_cancelled):
        # New objects first, old ones away last: a failure on the way then costs nothing that was there.
        before = self.earlier_objects()
        progress("Layers and blocks", None)
        for layer in self.file.AllLayers:
            self.layer_index[layer.Index] = self.ensure_layer(layer)
        for block in self.file.AllInstanceDefinitions:
            self.block_index[str(block.Id)] = self.ensure_block(block)
        objects = [item for item in self.file.Objects if not item.Attributes.IsInstanceDefinitionObject]
        for number, item in enumerate(objects):
            if number % 100 == 0:
                if is_cancelled():
                    raise ContextileError("cancelled", "Cancelled.")
                progress("Inserting", number / len(objects))
            self.add(item)
        for old in before:
            if self.doc.Objects.Delete(old, True, True):
                self.removed.append(old)

    def earlier_objects(self):
        """What an import with the same key made, hidden and locked objects too."""
        settings = self.rhino.DocObjects.ObjectEnumeratorSettings()
        settings.NormalObjects = settings.LockedObjects = settings.HiddenObjects = True
        settings.ReferenceObjects = settings.DeletedObjects = False
        key = self.header["replaceKey"]
        return [found for found in self.doc.Objects.GetObjectList(settings) if found.Attributes.GetUserString(REPLACE_KEY) == key]

    def ensure_layer(self, layer):
        """Index in the document of the layer with that full path. A layer that is there keeps its colour and state."""
        known = self.doc.Layers.FindByFullPath(layer.FullPath, -1)
        if known >= 0:
            return known
        new = self.rhino.DocObjects.Layer()
        new.Name, new.Color = layer.Name, layer.Color
        new.RenderMaterialIndex = self.add_material(layer)
        parent, _, _ = layer.FullPath.rpartition("::")
        if parent:
            new.ParentLayerId = self.doc.Layers[self.doc.Layers.FindByFullPath(parent, -1)].Id
        index = self.doc.Layers.Add(new)
        if index < 0:
            raise ContextileError("host-failed", "Rhino did not take the layer %s." % layer.FullPath)
        self.new_layers.append(index)
        return index

    def add_material(self, layer):
        """Rendered views show materials, not layer colours: both say the same."""
        material = self.rhino.DocObjects.Material()
        material.Name = "Contextile %s" % layer.Name
        material.DiffuseColor = layer.Color
        index = self.doc.Materials.Add(material)
        self.new_materials.append(index)
        return index

    def ensure_block(self, block):
        """Index of the block with that name. One that is there is used as it is: its owner may have redrawn the tree."""
        known = self.doc.InstanceDefinitions.Find(block.Name)
        if known is not None and not known.IsDeleted:
            return known.Index
        shapes, attributes = [], []
        for object_id in block.GetObjectIds():
            part = self.file.Objects.FindId(object_id)
            shape = part.Geometry.Duplicate()
            shape.Transform(self.to_units)
            shapes.append(shape)
            attributes.append(self.attributes_of(part))
        index = self.doc.InstanceDefinitions.Add(
            block.Name,
            block.Description,
            self.rhino.Geometry.Point3d.Origin,
            self.make_list(self.rhino.Geometry.GeometryBase, shapes),
            self.make_list(self.rhino.DocObjects.ObjectAttributes, attributes),
        )
        if index < 0:
            raise ContextileError("host-failed", "Rhino did not take the block %s." % block.Name)
        self.new_blocks.append(index)
        return index

    def attributes_of(self, item):
        attributes = item.Attributes.Duplicate()
        attributes.LayerIndex = self.layer_index[item.Attributes.LayerIndex]
        return attributes

    def add(self, item):
        kinds = self.rhino.DocObjects.ObjectType
        attributes = self.attributes_of(item)
        attributes.SetUserString(REPLACE_KEY, self.header["replaceKey"])
        kind = item.Geometry.ObjectType
        if kind == kinds.Mesh:
            self.note(item, self.add_mesh(item.Geometry, attributes), facets=item.Geometry.Faces.Count)
        elif kind == kinds.InstanceReference:
            self.note(item, self.add_reference(item.Geometry, attributes), instances=1)
        else:
            self.skipped[str(kind)] = self.skipped.get(str(kind), 0) + 1

    def add_mesh(self, mesh, attributes):
        placed = mesh.Duplicate()
        if any(self.offset):
            # Floats keep millimetres near the origin only; far from it Rhino must store doubles.
            placed.Vertices.UseDoublePrecisionVertices = True
        placed.Transform(self.to_document)
        return self.doc.Objects.AddMesh(placed, attributes)

    def add_reference(self, reference, attributes):
        multiply = self.rhino.Geometry.Transform.Multiply
        placement = multiply(multiply(self.to_document, reference.Xform), self.from_units)
        return self.doc.Objects.AddInstanceObject(self.block_index[str(reference.ParentIdefId)], placement, attributes)

    def note(self, item, object_id, facets=0, instances=0):
        if object_id == self.rhino.Guid.Empty:
            raise ContextileError("host-failed", "Rhino did not take an object of the model.")
        self.new_ids.append(object_id)
        name = item.Attributes.GetUserString(LAYER_KEY)
        name = name if name in _LAYERS else "infrastructure" if instances else "buildings"
        made = self.made.setdefault(name, {"layer": name, "objects": 0, "facets": 0, "instances": 0})
        made["objects"] += 1
        made["facets"] += facets
        made["instances"] += instances

    def take_back(self):
        """Undoes what `run` did so far, newest first. Each step is tried: one that fails must not keep the others."""
        steps = [(self.doc.Objects.Undelete, (old,)) for old in self.removed]
        steps += [(self.doc.Objects.Delete, (made, True)) for made in reversed(self.new_ids)]
        steps += [(self.doc.InstanceDefinitions.Delete, (block, True, True)) for block in reversed(self.new_blocks)]
        steps += [(self.doc.Layers.Delete, (layer, True)) for layer in reversed(self.new_layers)]
        steps += [(self.doc.Materials.DeleteAt, (material,)) for material in reversed(self.new_materials)]
        for step, arguments in steps:
            try:
                step(*arguments)
            except Exception:  # the reason of the failure is already on its way to the user
                continue

    def receipt(self):
        # Beside the English the sentence by its id, so that the panel can say it in its own language.
        reason, said = "only meshes and blocks are inserted", {"id": "skip-only-meshes", "data": {}}
        return {
            "made": [self.made[name] for name in _LAYERS if name in self.made],
            "replaced": len(self.removed),
            "skipped": [
                {"what": kind, "reason": reason, "said": said, "count": count} for kind, count in self.skipped.items()
            ],
            "hostIds": [str(made) for made in self.new_ids[:_MOST_IDS]],
        }
