"""Blender as a `Host` of the loopback core: the document, its georeference, the key's fallback, the one undo step."""

from __future__ import annotations

import json
import os

import bpy

from . import blender_bake
from . import blender_selection
from . import contextile_loopback as core

GEOREFERENCE = "contextile_georeference"
UNITS = {"METERS": "m", "KILOMETERS": "km", "CENTIMETERS": "cm", "MILLIMETERS": "mm", "FEET": "ft", "INCHES": "in"}


class BlenderHost(core.Host):
    name = "Blender"
    version = bpy.app.version_string
    max_per_feature = 2000
    can_read_selection = True

    def document(self):
        settings = _scene().unit_settings
        units = UNITS.get(settings.length_unit, "m") if settings.system != "NONE" else "Blender units"
        return {"documentName": document_name(), "units": units, "theme": theme()}

    def georeference_get(self):
        stored = _scene().get(GEOREFERENCE)
        return json.loads(stored) if isinstance(stored, str) else None

    def georeference_set(self, georeference):
        _scene()[GEOREFERENCE] = json.dumps(georeference)

    def selection_outlines(self):
        return blender_selection.outlines(_scene(), _view_layer())

    def insert(self, prepared, header, progress, is_cancelled):
        _refuse_when_busy()
        scene = _scene()
        bake = blender_bake.Bake(scene, header, self.max_per_feature)
        known = self.georeference_get()
        try:
            made = bake.make(prepared, progress, is_cancelled)
            if known is None:
                self.georeference_set(header["georeference"])
            replaced = bake.remove_earlier()
        except BaseException:
            bake.undo()
            if known is None:
                _scene().pop(GEOREFERENCE, None)
            raise
        undo_name = core.plain_name(header["name"], "City context")
        _push_undo(undo_name, bake.warnings)
        blender_bake.show_whole_model(bake)
        return {
            "undoName": undo_name,
            "documentName": document_name(),
            "made": made,
            "replaced": replaced,
            "skipped": bake.skipped,
            "hostIds": bake.names()[:1000],
            "georeference": "stored" if known is None else "aligned",
            "warnings": bake.warnings,
        }


class PreferencesKey(core.KeyStore):
    """The fallback without a keyring: Blender's own preferences, in plain text, and said so."""

    label = "Blender preferences (plain text)"
    warning = "No system keyring was found: the key lies unencrypted in Blender's preferences file."

    def __init__(self, main, preferences):
        super().__init__()
        self._main, self._preferences = main, preferences

    def get(self):
        return self._main.call("reading the key", lambda: self._preferences().api_key)

    def set(self, key):
        self._main.call("storing the key", lambda: self._store(key))

    def clear(self):
        self.set("")

    def _store(self, key):
        self._preferences().api_key = key
        bpy.ops.wm.save_userpref()


def document_name():
    return os.path.basename(bpy.data.filepath) or "Untitled.blend"


def theme():
    """Light or dark, by the brightness of the properties editor."""
    back = bpy.context.preferences.themes[0].properties.space.back
    return "light" if sum(back[:3]) / 3 > 0.5 else "dark"


def _scene():
    # A timer has no window of its own; the first one holds the scene that the user sees.
    windows = bpy.context.window_manager.windows
    return bpy.context.scene or (windows[0].scene if windows else bpy.data.scenes[0])


def _view_layer():
    windows = bpy.context.window_manager.windows
    return bpy.context.view_layer or (windows[0].view_layer if windows else _scene().view_layers[0])


def _refuse_when_busy():
    # Undo in an edit mode knows only the edited object: an insert there could not be undone.
    if bpy.context.mode != "OBJECT":
        mode = bpy.context.mode.replace("_", " ").title()
        raise core.ContextileError("host-busy", "Blender is in %s mode; go back to Object mode first." % mode)
    if hasattr(bpy.app, "is_job_running") and bpy.app.is_job_running("RENDER"):
        raise core.ContextileError("host-busy", "Blender is rendering.")


def _push_undo(name, warnings):
    if not bpy.context.preferences.edit.use_global_undo:
        warnings.append("Undo is switched off in Blender's preferences, so this insert cannot be undone.")
        return
    windows = bpy.context.window_manager.windows
    try:
        if bpy.context.window is None and windows and hasattr(bpy.context, "temp_override"):
            with bpy.context.temp_override(window=windows[0]):
                bpy.ops.ed.undo_push(message=name)
        else:
            bpy.ops.ed.undo_push(message=name)
    except RuntimeError:
        warnings.append("Blender did not take the undo step.")
