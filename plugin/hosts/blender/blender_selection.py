"""What is selected in Blender as closed outlines seen from above, in metres of the document.

In Object mode one mesh, curve or text: the border of its faces, or its edges where it has none. In Edit mode the
selected faces' border or the selected edges. Corners are computed in double precision: Blender's own vectors are float32.
"""

from __future__ import annotations

import bmesh
import bpy

from . import contextile_loopback as core

OUTLINED = ("MESH", "CURVE", "SURFACE", "FONT")


def outlines(scene, view_layer):
    """Name of the object and its outlines, each a list of (x, y). Raises `core.NoOutline`."""
    thing = _chosen(view_layer)
    if thing.mode == "EDIT" and thing.type == "MESH":
        corners, edges = _edited(thing)
    elif thing.type in OUTLINED:
        corners, edges = _whole(thing)
    else:
        raise core.NoOutline("no-outline")
    if not edges:
        raise core.NoOutline("no-outline")
    place = _placing(thing.matrix_world, scene.unit_settings.scale_length)
    return thing.name, [[place(corners[i]) for i in ring] for ring in core.chain_edges(edges)]


def _chosen(view_layer):
    active = view_layer.objects.active
    if active is not None and active.mode == "EDIT":
        return active
    chosen = [thing for thing in view_layer.objects if thing.select_get(view_layer=view_layer)]
    if len(chosen) != 1:
        raise core.NoOutline("several-selected" if chosen else "nothing-selected")
    return chosen[0]


def _edited(thing):
    mesh = bmesh.from_edit_mesh(thing.data)
    corners = {vertex.index: tuple(vertex.co) for vertex in mesh.verts}
    faces = [tuple(v.index for v in face.verts) for face in mesh.faces if face.select]
    edges = [tuple(v.index for v in edge.verts) for edge in mesh.edges if edge.select]
    if not edges:
        raise core.NoOutline("nothing-selected")
    return corners, _border(corners.items(), faces, edges)


def _whole(thing):
    """With its modifiers, as it is seen; curves are cut into the edges that Blender shows."""
    if thing.mode == "EDIT":
        thing.update_from_editmode()
    shown = thing.evaluated_get(bpy.context.evaluated_depsgraph_get())
    mesh = shown.to_mesh()
    try:
        corners = [tuple(vertex.co) for vertex in mesh.vertices]
        faces = [tuple(face.vertices) for face in mesh.polygons]
        return corners, _border(enumerate(corners), faces, [tuple(edge.vertices) for edge in mesh.edges])
    finally:
        shown.to_mesh_clear()


def _border(corners, faces, edges):
    return core.mesh_border(core.weld(corners, faces)) if faces else core.weld(corners, edges)


def _placing(matrix, metres_per_unit):
    (a, b, c, x0), (d, e, f, y0) = (tuple(row) for row in matrix[:2])

    def place(corner):
        x, y, z = corner
        return (a * x + b * y + c * z + x0) * metres_per_unit, (d * x + e * y + f * z + y0) * metres_per_unit

    return place
