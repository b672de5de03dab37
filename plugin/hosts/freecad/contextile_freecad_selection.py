"""What is selected in FreeCAD's window as closed outlines seen from above, in metres of the document.

One object: a sketch, wire, face, flat shape or mesh as a whole, or faces and edges picked on it. Curves are cut into
chords of at most `SAG_MM` from the arc; straight edges keep their ends exactly.
"""

from __future__ import annotations

import FreeCADGui as Gui
import Part

import contextile_loopback as core

MM = 1000.0
SAG_MM = 5.0
#: Ends that lie closer together are one corner.
TOUCH_MM = 0.1


def outlines():
    """Label of the object and its outlines, each a list of (x, y). Raises `core.NoOutline`."""
    chosen = Gui.Selection.getSelectionEx()
    if len(chosen) != 1:
        raise core.NoOutline("several-selected" if chosen else "nothing-selected")
    thing, parts = chosen[0].Object, [part for part in chosen[0].SubObjects if part.ShapeType in ("Face", "Edge", "Wire")]
    if thing.isDerivedFrom("Mesh::Feature"):
        rings = _mesh_rings(thing)
    elif parts:
        rings = _part_rings(parts)
    elif hasattr(thing, "Shape") and not thing.Shape.isNull():
        rings = _shape_rings(thing.Shape)
    else:
        raise core.NoOutline("no-outline")
    # What a shape says is placed within its own container only.
    outer = thing.getGlobalPlacement().multiply(thing.Placement.inverse()) if hasattr(thing, "Placement") else None
    return thing.Label, [[_metres(point, outer) for point in ring] for ring in rings]


def _metres(point, outer):
    placed = outer.multVec(point) if outer is not None else point
    return placed.x / MM, placed.y / MM


def _mesh_rings(thing):
    points, faces = thing.Mesh.Topology
    return [[points[i] for i in ring] for ring in core.chain_edges(core.mesh_border(faces))]


def _part_rings(parts):
    faces = [part for part in parts if part.ShapeType == "Face"]
    if faces:
        return [_wire_points(face.OuterWire) for face in faces]
    edges = [edge for part in parts for edge in part.Edges]
    return [_wire_points(Part.Wire(run)) for run in Part.sortEdges(edges)]


def _shape_rings(shape):
    if shape.Solids:
        raise core.NoOutline("no-outline")
    if len(shape.Faces) == 1:
        return [_wire_points(shape.Faces[0].OuterWire)]
    edges = _border(shape.Faces) if shape.Faces else shape.Edges
    return [_wire_points(Part.Wire(run)) for run in Part.sortEdges(edges)]


def _border(faces):
    """Edges that belong to one face only."""
    met = {}
    for face in faces:
        for edge in face.Edges:
            met.setdefault(edge.hashCode(), []).append(edge)
    return [edges[0] for edges in met.values() if len(edges) == 1]


def _wire_points(wire):
    """Corners in their order, the first not repeated."""
    runs = [_edge_points(edge) for edge in wire.OrderedEdges]
    points = _turned(runs[0], runs[1]) if len(runs) > 1 else runs[0]
    for run in runs[1:]:
        near, far = points[-1].distanceToPoint(run[0]), points[-1].distanceToPoint(run[-1])
        points.extend((run if near <= far else run[::-1])[1:])
    if len(points) < 3 or points[0].distanceToPoint(points[-1]) > TOUCH_MM:
        raise core.NoOutline("not-closed")
    return points[:-1]


def _turned(run, following):
    """The first run so that it ends where the next begins: edges know their own direction only."""
    ends = (following[0], following[-1])
    gap = lambda point: min(point.distanceToPoint(end) for end in ends)  # noqa: E731
    return list(run) if gap(run[-1]) <= gap(run[0]) else list(run[::-1])


def _edge_points(edge):
    if edge.Curve.TypeId in ("Part::GeomLine", "Part::GeomLineSegment"):
        return [vertex.Point for vertex in edge.Vertexes]
    return edge.discretize(Deflection=SAG_MM)
