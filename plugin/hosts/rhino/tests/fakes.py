"""Small stand-ins for Rhino, Eto and scriptcontext: only what the scripts call, with the behaviour they rely on."""

import os
import sys
import types
import uuid

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.dirname(HERE), os.path.join(HERE, "..", "..", "loopback")]

EMPTY = uuid.UUID(int=0)


class Transform:
    def __init__(self, rows):
        self.rows = rows

    @staticmethod
    def Scale(anchor, factor):
        return Transform([[factor if i == j and i < 3 else float(i == j) for j in range(4)] for i in range(4)])

    @staticmethod
    def Translation(x, y, z):
        return Transform([[1, 0, 0, x], [0, 1, 0, y], [0, 0, 1, z], [0, 0, 0, 1]])

    @staticmethod
    def Multiply(a, b):
        return Transform([[sum(a.rows[i][k] * b.rows[k][j] for k in range(4)) for j in range(4)] for i in range(4)])

    def apply(self, point):
        return tuple(sum(row[i] * point[i] for i in range(3)) + row[3] for row in self.rows[:3])


def vector(x, y, z):
    return types.SimpleNamespace(X=x, Y=y, Z=z)


class Mesh:
    ObjectType = "Mesh"

    def __init__(self, points, faces=12):
        self.points = points
        self.Vertices = types.SimpleNamespace(UseDoublePrecisionVertices=False)
        self.Faces = types.SimpleNamespace(Count=faces)

    def Duplicate(self):
        return Mesh(list(self.points), self.Faces.Count)

    def Transform(self, transform):
        self.points = [transform.apply(point) for point in self.points]


class Curve:
    """A closed curve is cut into as many chords as it was given points; a polyline gives its points as they are."""

    ObjectType = "Curve"

    def __init__(self, points, closed=True, straight=True):
        self.points = [vector(*point, 0) for point in points]
        self.IsClosed, self.straight, self.cuts = closed, straight, []
        if closed:
            self.points.append(self.points[0])

    def TryGetPolyline(self):
        return self.straight, self.points if self.straight else None

    def ToPolyline(self, tolerance, angle_tolerance, least, most):
        self.cuts.append((tolerance, angle_tolerance, least, most))
        return types.SimpleNamespace(PointCount=len(self.points), Point=lambda i: self.points[i])


class Brep:
    ObjectType = "Brep"

    def __init__(self, *borders):
        faces = [types.SimpleNamespace(OuterLoop=types.SimpleNamespace(To3dCurve=lambda b=b: b)) for b in borders]
        self.Faces = _Counted(faces)


class _Counted(list):
    Count = property(len)


class Reference:
    ObjectType = "InstanceReference"

    def __init__(self, block_id, transform):
        self.ParentIdefId, self.Xform = block_id, transform


class Attributes:
    def __init__(self, layer_index=0, in_block=False, **strings):
        self.LayerIndex, self.IsInstanceDefinitionObject, self.strings = layer_index, in_block, strings

    def Duplicate(self):
        return Attributes(self.LayerIndex, self.IsInstanceDefinitionObject, **self.strings)

    def SetUserString(self, key, value):
        self.strings[key] = value

    def GetUserString(self, key):
        return self.strings.get(key)


def item(geometry, **attributes):
    return types.SimpleNamespace(Id=uuid.uuid4(), Geometry=geometry, Attributes=Attributes(**attributes))


class FileObjects(list):
    def FindId(self, object_id):
        return next(found for found in self if found.Id == object_id)


class File3dm:
    def __init__(self, layers, objects, blocks=()):
        self.AllLayers = [
            types.SimpleNamespace(Index=i, FullPath=path, Name=path.split("::")[-1], Color=(i, i, i))
            for i, path in enumerate(layers)
        ]
        self.Objects = FileObjects(objects)
        self.AllInstanceDefinitions = list(blocks)
        self.disposed = False

    def Dispose(self):
        self.disposed = True


def block(name, part):
    return types.SimpleNamespace(Id=uuid.uuid4(), Name=name, Description="", GetObjectIds=lambda: [part.Id])


class Table:
    """Layers, materials, blocks: entries by index; a deleted one stays as None."""

    def __init__(self):
        self.entries = []

    def __getitem__(self, index):
        return self.entries[index]

    def Add(self, *entry):
        made = entry[0] if len(entry) == 1 else types.SimpleNamespace(Name=entry[0], geometry=entry[3], attributes=entry[4])
        made.Index, made.IsDeleted, made.Id = len(self.entries), False, uuid.uuid4()
        self.entries.append(made)
        return made.Index

    def Delete(self, index, *quiet):
        self.entries[index].IsDeleted = True
        return True

    DeleteAt = Delete

    def Find(self, name):
        return next((entry for entry in self.entries if entry.Name == name and not entry.IsDeleted), None)

    def alive(self):
        return [entry for entry in self.entries if not entry.IsDeleted]


class Layers(Table):
    def path(self, layer):
        parent = next((other for other in self.entries if other.Id == getattr(layer, "ParentLayerId", None)), None)
        return layer.Name if parent is None else "%s::%s" % (self.path(parent), layer.Name)

    def FindByFullPath(self, path, missing):
        return next((layer.Index for layer in self.alive() if self.path(layer) == path), missing)

    def paths(self):
        return [self.path(layer) for layer in self.alive()]


class Objects:
    def __init__(self):
        self.all = []
        self.fail_after = None
        self.selected = []

    def select(self, *geometries, name=None):
        self.selected = [types.SimpleNamespace(Geometry=geometry, Name=name) for geometry in geometries]

    def GetSelectedObjects(self, include_lights, include_grips):
        return iter(self.selected)

    def AddMesh(self, geometry, attributes):
        return self._add(geometry, attributes)

    def AddInstanceObject(self, index, transform, attributes):
        return self._add((index, transform), attributes)

    def _add(self, geometry, attributes):
        if self.fail_after is not None and len(self.alive()) >= self.fail_after:
            return EMPTY
        made = types.SimpleNamespace(Id=uuid.uuid4(), geometry=geometry, Attributes=attributes, deleted=False, locked=False)
        self.all.append(made)
        return made.Id

    def Delete(self, which, quiet, ignore_modes=False):
        found = next(made for made in self.all if made is which or made.Id == which)
        if found.locked and not ignore_modes:
            return False
        found.deleted = True
        return True

    def Undelete(self, which):
        which.deleted = False
        return True

    def GetObjectList(self, settings):
        return [made for made in self.all if not made.deleted and (not made.locked or settings.LockedObjects)]

    def alive(self):
        return [made for made in self.all if not made.deleted]


class Strings(dict):
    def GetValue(self, section, entry):
        return self.get((section, entry))

    def SetString(self, section, entry, value):
        self[(section, entry)] = value


class EarthAnchorPoint:
    def __init__(self):
        self.EarthBasepointLatitude = self.EarthBasepointLongitude = None
        self.EarthBasepointElevation = -1.23432101234321e308
        self.ModelBasePoint, self.ModelNorth, self.ModelEast = vector(0, 0, 0), vector(0, 1, 0), vector(1, 0, 0)

    def EarthLocationIsSet(self):
        return self.EarthBasepointLatitude is not None


class Doc:
    def __init__(self, units="Meters", name="Site.3dm"):
        self.ModelUnitSystem, self.Name = units, name
        self.Objects, self.Layers, self.Materials, self.InstanceDefinitions = Objects(), Layers(), Table(), Table()
        self.Strings, self.EarthAnchorPoint = Strings(), EarthAnchorPoint()
        self.Views = types.SimpleNamespace(RedrawEnabled=True, Redraw=lambda: None)
        self.records, self.open_records = [], []

    def BeginUndoRecord(self, name):
        self.records.append(name)
        self.open_records.append(len(self.records))
        return len(self.records)

    def EndUndoRecord(self, serial):
        self.open_records.remove(serial)
        return True


def fake_rhino(doc, read):
    """The `Rhino` namespace. `read(path)` stands for `File3dm.Read`."""
    unit = {"Meters": 1.0, "Millimeters": 1000.0, "Feet": 1 / 0.3048}
    return types.SimpleNamespace(
        FileIO=types.SimpleNamespace(File3dm=types.SimpleNamespace(Read=read)),
        RhinoMath=types.SimpleNamespace(UnitScale=lambda have, want: unit[want] / unit[have]),
        UnitSystem=types.SimpleNamespace(Meters="Meters"),
        Geometry=types.SimpleNamespace(
            Transform=Transform,
            Point3d=types.SimpleNamespace(Origin=vector(0, 0, 0)),
            Vector3d=types.SimpleNamespace(XAxis=vector(1, 0, 0), YAxis=vector(0, 1, 0)),
            GeometryBase="GeometryBase",
        ),
        DocObjects=types.SimpleNamespace(
            Layer=types.SimpleNamespace,
            Material=types.SimpleNamespace,
            ObjectAttributes="ObjectAttributes",
            ObjectEnumeratorSettings=types.SimpleNamespace,
            ObjectType=types.SimpleNamespace(
                Mesh="Mesh", InstanceReference="InstanceReference", Curve="Curve", Brep="Brep"
            ),
            EarthAnchorPoint=EarthAnchorPoint,
        ),
        Commands=types.SimpleNamespace(Command=types.SimpleNamespace(InCommand=lambda: False)),
        RhinoDoc=types.SimpleNamespace(ActiveDoc=doc),
        RhinoApp=types.SimpleNamespace(Version="8.20", WriteLine=lambda text: None),
        Runtime=types.SimpleNamespace(HostUtils=types.SimpleNamespace(RunningInDarkMode=True)),
        Guid=types.SimpleNamespace(Empty=EMPTY),
    )


def make_list(kind, items):
    return list(items)


class Event:
    """A .NET event: `+=` adds a handler, a call raises it."""

    def __init__(self):
        self.handlers = []

    def __iadd__(self, handler):
        self.handlers.append(handler)
        return self

    def __call__(self, **fields):
        event = types.SimpleNamespace(Cancel=False, **fields)
        for handler in self.handlers:
            handler(self, event)
        return event


class WebView:
    def __init__(self):
        self.Url = None
        self.scripts = []
        self.MessageReceived, self.DocumentLoading, self.OpenNewWindow = Event(), Event(), Event()

    def ExecuteScriptAsync(self, script):
        self.scripts.append(script)


class OldWebView(WebView):
    """Eto before `MessageReceived`."""

    def __init__(self):
        super().__init__()
        del self.MessageReceived


class Form:
    def __init__(self):
        self.Closed = Event()
        self.shown = self.fronted = 0

    def Show(self):
        self.shown += 1

    def BringToFront(self):
        self.fronted += 1


class UITimer:
    def __init__(self):
        self.Elapsed = Event()
        self.running = False

    def Start(self):
        self.running = True

    def Stop(self):
        self.running = False


def fake_parts(webview=WebView):
    posted, opened, reported = [], [], []
    return types.SimpleNamespace(
        forms=types.SimpleNamespace(WebView=webview, Form=Form, UITimer=UITimer),
        drawing=types.SimpleNamespace(Size=lambda width, height: (width, height)),
        Uri=str,
        main_window="main window",
        sticky={},
        async_invoke=posted.append,
        open_in_browser=opened.append,
        report=reported.append,
        posted=posted,
        opened=opened,
        reported=reported,
    )


def header(**changes):
    return {
        "handoffId": "handoff-1",
        "format": "3dm",
        "replaceKey": "area-1",
        "name": "Luisenplatz",
        "georeference": {"originLonDeg": 7.42, "originLatDeg": 43.73, "originHeightM": 12.5, "crs": "local"},
        "offsetM": [0, 0, 0],
        "perFeature": True,
        "attribution": ["© OpenStreetMap contributors (ODbL 1.0)"],
        **changes,
    }


def town():
    """Two buildings, a path, two trees; the tree's own shape belongs to the block."""
    shape = item(Mesh([(0, 0, 0), (0, 0, 1)]), layer_index=3, in_block=True)
    tree = block("Contextile tree", shape)
    strings = {"contextile.layer": "buildings", "name": "Tower"}
    return File3dm(
        ["Contextile", "Contextile::Buildings", "Contextile::Surface", "Contextile::Infrastructure"],
        [
            shape,
            item(Mesh([(1, 2, 3), (11, 2, 3)]), layer_index=1, **strings),
            item(Mesh([(5, 5, 0)], faces=20), layer_index=1, **{"contextile.layer": "buildings"}),
            item(Mesh([(0, 0, 0)], faces=2), layer_index=2, **{"contextile.layer": "surface"}),
            item(Reference(tree.Id, Transform.Translation(4, 5, 6)), layer_index=3, **{"contextile.layer": "infrastructure"}),
            item(Reference(tree.Id, Transform.Multiply(Transform.Translation(7, 8, 0), Transform.Scale(None, 8))), layer_index=3, **{"contextile.layer": "infrastructure"}),
        ],
        [tree],
    )
