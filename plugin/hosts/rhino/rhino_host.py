"""Rhino as a host of the bridge: document facts, georeference, insert. `rhino` and `make_list` come from outside."""

import json
import os
import tempfile

from contextile_loopback import ContextileError, Host
from rhino_baker import bake
from rhino_selection import outlines

_MAGIC = b"3D Geometry File Format"
#: Document text that keeps the georeference exactly; the earth anchor point shows it to Rhino's own commands.
SECTION = "Contextile"
#: Rhino's number for "not set" is about -1.2e308; no place on Earth is higher or deeper than this.
_HIGHEST_M = 1e5


class RhinoHost(Host):
    name = "Rhino"
    formats = ("3dm",)
    max_per_feature = 50_000
    can_read_selection = True

    def __init__(self, rhino, make_list):
        self.rhino, self.make_list = rhino, make_list
        self.version = str(rhino.RhinoApp.Version)

    def document(self):
        doc = self._doc()
        return {
            "documentName": doc.Name or "Untitled",
            "units": str(doc.ModelUnitSystem),
            "theme": self.theme(),
        }

    def theme(self):
        """[main] `system` where this Rhino cannot say."""
        dark = getattr(self.rhino.Runtime.HostUtils, "RunningInDarkMode", None)
        return "system" if dark is None else "dark" if dark else "light"

    def prepare(self, header, payload):
        """The model as a file in a folder that goes with the object, whatever happens next."""
        if not payload.startswith(_MAGIC):
            raise ContextileError("malformed-body", "The model that was handed over is not a Rhino file.")
        folder = tempfile.TemporaryDirectory(prefix="contextile-")
        with open(os.path.join(folder.name, "context.3dm"), "wb") as file:
            file.write(payload)
        return folder

    def insert(self, prepared, header, progress, is_cancelled):
        with prepared as folder:
            doc = self._doc()
            if self.rhino.Commands.Command.InCommand():
                raise ContextileError("host-busy", "A command is running in Rhino.")
            path = os.path.join(folder, "context.3dm")
            receipt = bake(self.rhino, self.make_list, doc, path, header, progress, is_cancelled)
        warnings = []
        receipt["georeference"] = self._place(doc, header, warnings)
        self._credit(doc, header["attribution"])
        return {**receipt, "documentName": doc.Name or "Untitled", "warnings": warnings}

    def georeference_get(self):
        doc = self._doc()
        stored = doc.Strings.GetValue(SECTION, "georeference")
        if stored:
            try:
                return _checked(json.loads(stored))
            except (ValueError, KeyError, TypeError):
                pass
        return self._from_anchor(doc.EarthAnchorPoint)

    def georeference_set(self, georeference):
        doc = self._doc()
        doc.Strings.SetString(SECTION, "georeference", json.dumps(georeference))
        anchor = self.rhino.DocObjects.EarthAnchorPoint()
        anchor.EarthBasepointLatitude = georeference["originLatDeg"]
        anchor.EarthBasepointLongitude = georeference["originLonDeg"]
        anchor.EarthBasepointElevation = georeference["originHeightM"]
        anchor.ModelBasePoint = self.rhino.Geometry.Point3d.Origin
        anchor.ModelNorth = self.rhino.Geometry.Vector3d.YAxis
        anchor.ModelEast = self.rhino.Geometry.Vector3d.XAxis
        anchor.Name = SECTION
        doc.EarthAnchorPoint = anchor

    def selection_outlines(self):
        return outlines(self.rhino, self._doc())

    def _doc(self):
        doc = self.rhino.RhinoDoc.ActiveDoc
        if doc is None:
            raise ContextileError("host-failed", "No document is open in Rhino.")
        return doc

    def _place(self, doc, header, warnings):
        if self.georeference_get() is not None:
            return "aligned"
        if doc.EarthAnchorPoint.EarthLocationIsSet():
            warnings.append("The document's earth anchor point moves or turns the model, so it was left as it is and the context stands at the model origin.")
            return "unsupported"
        self.georeference_set(header["georeference"])
        return "stored"

    def _from_anchor(self, anchor):
        """An anchor that somebody set by hand, where it says no more than what the origin is."""
        if not anchor.EarthLocationIsSet():
            return None
        base, north, east = anchor.ModelBasePoint, anchor.ModelNorth, anchor.ModelEast
        at_origin = max(abs(base.X), abs(base.Y), abs(base.Z)) < 1e-9
        upright = abs(north.X) < 1e-9 and north.Y > 0 and abs(east.Y) < 1e-9 and east.X > 0
        if not (at_origin and upright):
            return None
        height = anchor.EarthBasepointElevation
        return {
            "originLonDeg": anchor.EarthBasepointLongitude,
            "originLatDeg": anchor.EarthBasepointLatitude,
            "originHeightM": height if abs(height) < _HIGHEST_M else 0.0,
            "crs": "local",
        }

    def _credit(self, doc, attribution):
        """Sources add up over imports: each one is named once."""
        known = (doc.Strings.GetValue(SECTION, "attribution") or "").splitlines()
        lines = list(dict.fromkeys([*filter(None, known), *(" ".join(text.split()) for text in attribution)]))
        doc.Strings.SetString(SECTION, "attribution", "\n".join(lines))


def _checked(value):
    """What a document says of itself is as trusted as any file: only whole georeferences count."""
    lon, lat, height = (float(value[name]) for name in ("originLonDeg", "originLatDeg", "originHeightM"))
    if not (abs(lon) <= 180 and abs(lat) <= 90 and abs(height) < _HIGHEST_M and value["crs"] in ("local", "EPSG:3857", "UTM")):
        raise ValueError("georeference")
    found = {"originLonDeg": lon, "originLatDeg": lat, "originHeightM": height, "crs": value["crs"]}
    return {**found, "epsg": int(value["epsg"])} if "epsg" in value else found
