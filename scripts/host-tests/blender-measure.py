"""Runs in a second Blender on a saved file: prints `MEASURED <json>`, all in metres of the document."""

import json

import bpy

unit = bpy.context.scene.unit_settings.scale_length


def placed(thing):
    """Corners in metres of the document. In Python's doubles: mathutils multiplies in float32, which a thin wall far
    from the origin shows as a third of a percent of its volume."""
    rows = [[float(value) for value in row] for row in thing.matrix_world]
    for vertex in thing.data.vertices:
        x, y, z = vertex.co
        yield tuple((a * x + b * y + c * z + d) * unit for a, b, c, d in rows[:3])


def tetrahedron(a, b, c):
    (ax, ay, az), (bx, by, bz), (cx, cy, cz) = a, b, c
    return (ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx)) / 6


def measure(collection):
    low, high, facets, volume, meshes = [1e30] * 3, [-1e30] * 3, 0, 0.0, set()
    for thing in collection.all_objects:
        points = list(placed(thing))
        meshes.add(thing.data.name)
        for polygon in thing.data.polygons:
            volume += tetrahedron(*(points[i] for i in polygon.vertices))
        facets += len(thing.data.polygons)
        for point in points:
            low = [min(x, y) for x, y in zip(low, point)]
            high = [max(x, y) for x, y in zip(high, point)]
    return {
        "objects": len(collection.all_objects),
        "meshes": len(meshes),
        "facets": facets,
        "volume": volume,
        "min": low,
        "max": high,
    }


def describe(area):
    first = area.all_objects[0]
    return {
        "name": area.name,
        "attribution": area["attribution"],
        "layers": {layer.name.split(".")[0]: measure(layer) for layer in area.children},
        "objects": sorted(o.name for o in area.all_objects)[:50],
        "descriptors": json.loads(first.get("descriptors", "[]")),
        "materials": sorted({s.material.name for o in area.all_objects for s in o.material_slots}),
        "location": [value * unit for value in first.location],
        "locations": sorted([round(value * unit, 3) for value in o.location] for o in area.all_objects)[:50],
        "feature": [d.value for d in first.data.attributes["feature"].data] if "feature" in first.data.attributes else [],
    }


root = bpy.data.collections.get("Contextile")
found = {
    "areas": [describe(area) for area in root.children] if root else [],
    "georeference": json.loads(bpy.context.scene.get("contextile_georeference", "null")),
    "objects": len(bpy.data.objects),
}
print("MEASURED", json.dumps(found), flush=True)
