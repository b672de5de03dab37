"""Runs in freecadcmd on a saved file (name in CONTEXTILE_FILE): prints `MEASURED <json>`, in metres of the document.

The mark matters: freecadcmd ends with 0 after an exception too.
"""

import json
import os

import FreeCAD as App

MM = 1000.0


def measure(things):
    low, high, facets, volume, closed = [1e30] * 3, [-1e30] * 3, 0, 0.0, 0.0
    for thing in things:
        points, triangles = thing.Mesh.Topology
        points = [(p.x / MM, p.y / MM, p.z / MM) for p in points]
        for a, b, c in triangles:
            (ax, ay, az), (bx, by, bz), (cx, cy, cz) = points[a], points[b], points[c]
            volume += (ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx)) / 6
        facets += len(triangles)
        closed += thing.Mesh.Volume / MM**3
        box = thing.Mesh.BoundBox
        low = [min(x, y / MM) for x, y in zip(low, (box.XMin, box.YMin, box.ZMin))]
        high = [max(x, y / MM) for x, y in zip(high, (box.XMax, box.YMax, box.ZMax))]
    return {
        "objects": len(things),
        "facets": facets,
        "volume": volume,
        "ownVolume": closed,
        "solid": all(thing.Mesh.isSolid() for thing in things),
        "min": low,
        "max": high,
    }


def meshes(thing):
    if thing.isDerivedFrom("App::DocumentObjectGroup"):
        return [mesh for child in thing.Group for mesh in meshes(child)]
    return [thing]


def layers(area):
    found = {}
    for child in area.Group:
        # Labels are unique in a document: the second area's folder is "Buildings001".
        found.setdefault(child.Label.rstrip("0123456789"), []).extend(meshes(child))
    return {name: measure(things) for name, things in found.items()}


def describe(area):
    own = meshes(area)
    buildings = next((thing for thing in own if thing.Label == "Buildings"), None)
    return {
        "name": area.Label,
        "attribution": area.Attribution,
        "layers": layers(area),
        "labels": sorted(thing.Label for thing in own),
        "descriptors": json.loads(buildings.Descriptors) if buildings else [],
        "firstFacet": list(buildings.FirstFacet) if buildings else [],
        "coloured": [t.Label for t in own if getattr(t, "FaceColors", None)],
    }


def main():
    document = App.openDocument(os.environ["CONTEXTILE_FILE"])
    root = next((o for o in document.Objects if o.Label == "Contextile" and not o.InList), None)
    found = {
        "areas": [describe(area) for area in root.Group] if root else [],
        "georeference": json.loads(root.Georeference) if root else None,
        "objects": len(document.Objects),
    }
    print("MEASURED", json.dumps(found), flush=True)


main()
