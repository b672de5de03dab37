"""What is selected in Rhino as closed outlines seen from above, in metres of the document. `rhino` comes from outside."""

import math

from contextile_loopback import NoOutline

#: A curve is cut into chords that leave it by at most this.
SAG_M = 0.005


def outlines(rhino, doc):
    """[main] Name of the object and its outlines, each a list of (x, y). Raises `NoOutline`."""
    chosen = list(doc.Objects.GetSelectedObjects(False, False))
    if len(chosen) != 1:
        raise NoOutline("several-selected" if chosen else "nothing-selected")
    metres = rhino.RhinoMath.UnitScale(doc.ModelUnitSystem, rhino.UnitSystem.Meters)
    curve = _curve_of(rhino, chosen[0].Geometry)
    if not curve.IsClosed:
        raise NoOutline("not-closed")
    points = _corners(curve, SAG_M / metres)
    return chosen[0].Name or "", [[(point.X * metres, point.Y * metres) for point in points]]


def _curve_of(rhino, geometry):
    kinds = rhino.DocObjects.ObjectType
    if geometry.ObjectType == kinds.Curve:
        return geometry
    # A flat surface; a solid has more faces than one and no outline of its own.
    if geometry.ObjectType == kinds.Brep and geometry.Faces.Count == 1:
        return geometry.Faces[0].OuterLoop.To3dCurve()
    raise NoOutline("no-outline")


def _corners(curve, sag):
    """Straight segments keep their ends exactly; the last point repeats the first."""
    straight, polyline = curve.TryGetPolyline()
    if straight:
        return list(polyline)
    cut = curve.ToPolyline(sag, math.radians(5), 0, 0)
    if cut is None:
        raise NoOutline("no-outline")
    return [cut.Point(i) for i in range(cut.PointCount)]
