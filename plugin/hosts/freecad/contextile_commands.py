"""The commands of the FreeCAD workbench, and the server from start to stop.

Official FreeCAD builds carry no web view, so the add-on serves the panel on 127.0.0.1 and the system browser shows
it. A Qt timer runs on the main thread what the server's threads ask for.
"""

from __future__ import annotations

import os
import webbrowser

import FreeCAD as App
import FreeCADGui as Gui

import contextile_freecad_host as freecad_host
import contextile_loopback as core

try:
    from PySide import QtCore, QtWidgets
except ImportError:
    try:
        from PySide6 import QtCore, QtWidgets
    except ImportError:
        from PySide2 import QtCore, QtWidgets

DEFAULT_SERVICE = "https://api.cityweft.com"
# The browser keeps fetched areas per address, port included: the same port finds them again.
FIRST_PORT = 8810
PUMP_EVERY_MS = 50
_running = None


class Running:
    """The server, its timer and what was last said to the pages."""

    def __init__(self):
        preferences = freecad_host.preferences()
        self.main = core.MainThread("FreeCAD")
        store = core.find_keyring() or freecad_host.PreferencesKey(self.main)
        settings = core.SettingsFile(os.path.join(App.getUserAppDataDir(), "Contextile", "settings.json"))
        endpoint = core.Endpoint(freecad_host.FreeCADHost(), self.main, core.Keys(store), settings)
        folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "panel")
        service_url = os.environ.get("CONTEXTILE_SERVICE_URL") or preferences.GetString("ServiceUrl", DEFAULT_SERVICE)
        self.server = core.LoopbackServer(endpoint, folder, service_url, preferences.GetInt("Port", FIRST_PORT)).start()
        self._document = freecad_host.document_name()
        self._timer = QtCore.QTimer(Gui.getMainWindow())
        self._timer.timeout.connect(self._tick)
        self._timer.start(PUMP_EVERY_MS)
        QtWidgets.QApplication.instance().aboutToQuit.connect(stop)

    def _tick(self):
        self.main.pump()
        document = freecad_host.document_name()
        if document != self._document:
            self._document = document
            self.server.broadcast("document-changed", {"documentName": document})

    def stop(self):
        self._timer.stop()
        self.server.stop()


def start():
    """Starts the server once; gives the address to open."""
    global _running
    if _running is None:
        _running = Running()
    return _running.server.url


def stop():
    global _running
    if _running is not None:
        _running.stop()
        _running = None


class OpenPanel:
    def GetResources(self):
        return {"MenuText": "Open panel", "ToolTip": "Show the Contextile panel in the system browser"}

    def Activated(self):
        try:
            webbrowser.open(start())
        except core.ContextileError as refused:
            QtWidgets.QMessageBox.warning(Gui.getMainWindow(), "Contextile", refused.message)


class StopPanel:
    def GetResources(self):
        return {"MenuText": "Stop", "ToolTip": "End the panel's connection to FreeCAD"}

    def IsActive(self):
        return _running is not None

    def Activated(self):
        stop()


class SetService:
    def GetResources(self):
        return {"MenuText": "Service address...", "ToolTip": "Where the model comes from; the key is sent nowhere else"}

    def Activated(self):
        known = freecad_host.preferences().GetString("ServiceUrl", DEFAULT_SERVICE)
        normal = QtWidgets.QLineEdit.Normal
        window = Gui.getMainWindow()
        text, accepted = QtWidgets.QInputDialog.getText(window, "Contextile", "Service address", normal, known)
        if not accepted:
            return
        try:
            core.check_service_url(text)
        except (core.ContextileError, ValueError):
            QtWidgets.QMessageBox.warning(window, "Contextile", "This is no https address (http only on this machine).")
            return
        freecad_host.preferences().SetString("ServiceUrl", text.strip())
        stop()


def register():
    """Adds the commands to FreeCAD; gives their names."""
    commands = {"Contextile_OpenPanel": OpenPanel(), "Contextile_Stop": StopPanel(), "Contextile_Service": SetService()}
    for name, command in commands.items():
        Gui.addCommand(name, command)
    return list(commands)
