"""Contextile for Blender: city context from the panel in your browser into the open file.

Blender has no web view, so the add-on serves the panel on 127.0.0.1 and the system browser shows it. Works as a
legacy add-on (Blender 3.3 to 4.1) and as an extension (4.2 and newer).
"""

from __future__ import annotations

import atexit
import os
import webbrowser

import bpy

from . import blender_host
from . import contextile_loopback as core

bl_info = {
    "name": "Contextile",
    "description": "City context: draw an area, see its price, preview it, insert it",
    "author": "Contextile contributors",
    "version": (0, 1, 0),
    "blender": (3, 3, 0),
    "location": "3D View > Sidebar > Contextile",
    "category": "Import-Export",
}

PUMP_EVERY_S = 0.05
_running = None


class ContextilePreferences(bpy.types.AddonPreferences):
    bl_idname = __package__

    service_url: bpy.props.StringProperty(
        name="Service address",
        description="Where the model comes from; the key is sent there and nowhere else",
        default="https://api.cityweft.com",
    )
    port: bpy.props.IntProperty(
        name="Port",
        description="Asked for first: the browser keeps fetched areas per port. 0 takes any free one",
        default=8790,
        min=0,
        max=65535,
    )
    api_key: bpy.props.StringProperty(name="API key", subtype="PASSWORD", options={"HIDDEN"})

    def draw(self, context):
        self.layout.prop(self, "service_url")
        self.layout.prop(self, "port")


class Running:
    """The server and what it needs, from start to stop."""

    def __init__(self):
        prefs = preferences()
        self.main = core.MainThread("Blender")
        store = core.find_keyring() or blender_host.PreferencesKey(self.main, preferences)
        settings = core.SettingsFile(os.path.join(bpy.utils.user_resource("CONFIG"), "contextile", "settings.json"))
        endpoint = core.Endpoint(blender_host.BlenderHost(), self.main, core.Keys(store), settings)
        folder = os.path.join(os.path.dirname(__file__), "panel")
        service_url = os.environ.get("CONTEXTILE_SERVICE_URL") or prefs.service_url
        self.server = core.LoopbackServer(endpoint, folder, service_url, prefs.port).start()
        self._theme = blender_host.theme()
        self._document = blender_host.document_name()

    def tell_changes(self):
        theme, document = blender_host.theme(), blender_host.document_name()
        if theme != self._theme:
            self.server.broadcast("theme", {"theme": theme})
        if document != self._document:
            self.server.broadcast("document-changed", {"documentName": document})
        self._theme, self._document = theme, document

    def stop(self):
        self.server.stop()


def preferences():
    return bpy.context.preferences.addons[__package__].preferences


def start():
    """Starts the server once; gives the address to open."""
    global _running
    if _running is None:
        _running = Running()
        bpy.app.timers.register(_tick, persistent=True)
    return _running.server.url


def stop():
    global _running
    if _running is not None:
        _running.stop()
        _running = None


def pump():
    """Runs what waits for Blender's main thread. The timer calls it; a script in background mode calls it itself."""
    if _running is not None:
        _running.main.pump()


def _tick():
    if _running is None:
        return None
    pump()
    _running.tell_changes()
    return PUMP_EVERY_S


class OpenPanel(bpy.types.Operator):
    bl_idname = "contextile.open_panel"
    bl_label = "Open panel"
    bl_description = "Start the panel on this machine and show it in the system browser"

    def execute(self, context):
        try:
            webbrowser.open(start())
        except core.ContextileError as refused:
            self.report({"ERROR"}, refused.message)
            return {"CANCELLED"}
        return {"FINISHED"}


class StopPanel(bpy.types.Operator):
    bl_idname = "contextile.stop"
    bl_label = "Stop"
    bl_description = "End the panel's connection to Blender"

    def execute(self, context):
        stop()
        return {"FINISHED"}


class SidebarPanel(bpy.types.Panel):
    bl_idname = "VIEW3D_PT_contextile"
    bl_label = "Contextile"
    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "Contextile"

    def draw(self, context):
        column = self.layout.column()
        column.operator(OpenPanel.bl_idname, icon="WORLD")
        if _running is None:
            column.label(text="Not running")
            return
        pages = _running.server.pages
        column.label(text="Waiting for the browser" if not pages else "Connected (%d)" % pages)
        column.operator(StopPanel.bl_idname, icon="CANCEL")


_classes = (ContextilePreferences, OpenPanel, StopPanel, SidebarPanel)


def register():
    for cls in _classes:
        bpy.utils.register_class(cls)
    # Blender does not unregister add-ons when it quits; the pages should hear of it all the same.
    atexit.register(stop)


def unregister():
    stop()
    atexit.unregister(stop)
    for cls in reversed(_classes):
        bpy.utils.unregister_class(cls)
