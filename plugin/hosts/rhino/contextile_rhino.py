#! python3
"""Contextile for Rhino 8: run this file in the ScriptEditor (Python 3), by a toolbar button or an alias.

It opens one modeless window with the panel and returns; see README.md beside it. Everything that needs Rhino or
.NET is named here and handed on, so that the other files run under plain Python in tests.
"""

import json
import os
import sys
import types
import webbrowser

HERE = os.path.dirname(os.path.abspath(__file__))
DEFAULT_SERVICE = "https://api.cityweft.com"


def find_beside(*choices):
    """The first of these that exists: the installed folder, then the source tree."""
    for choice in choices:
        path = os.path.normpath(os.path.join(HERE, *choice))
        if os.path.exists(path):
            return path
    raise FileNotFoundError("Contextile is not installed completely: %s is missing." % os.path.join(*choices[0]))


sys.path[:0] = [HERE, os.path.dirname(find_beside(("contextile_loopback.py",), ("..", "loopback", "contextile_loopback.py")))]


def user_folder():
    """This user's folder for settings."""
    if sys.platform == "win32":
        base = os.environ.get("APPDATA") or os.path.expanduser("~")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Application Support")
    else:
        base = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    return os.path.join(base, "Contextile")


def service_address(folder):
    """The service's base address: `{"serviceUrl": "..."}` in service.json of the user's folder, for a server of one's own."""
    try:
        with open(os.path.join(folder, "service.json"), encoding="utf-8") as file:
            address = json.load(file)["serviceUrl"]
    except FileNotFoundError:
        return DEFAULT_SERVICE
    if not isinstance(address, str):
        raise ValueError("serviceUrl in service.json must be a text.")
    return address


def dotnet_parts():
    """Rhino, Eto and .NET, as `rhino_panel` and `rhino_baker` take them."""
    import clr

    clr.AddReference("Eto")
    import Eto.Drawing
    import Eto.Forms
    import Rhino
    import Rhino.UI
    import scriptcontext
    import System
    from System.Collections.Generic import List

    def make_list(kind, items):
        made = List[kind]()
        for item in items:
            made.Add(item)
        return made

    # The baker compares ids with the empty one; `System` is not its business.
    rhino = types.SimpleNamespace(
        **{name: getattr(Rhino, name) for name in ("FileIO", "RhinoMath", "UnitSystem", "Geometry", "DocObjects", "Commands", "RhinoDoc", "RhinoApp", "Runtime")},
        Guid=System.Guid,
    )
    application = Eto.Forms.Application.Instance
    parts = types.SimpleNamespace(
        forms=Eto.Forms,
        drawing=Eto.Drawing,
        Uri=System.Uri,
        main_window=Rhino.UI.RhinoEtoApp.MainWindow,
        sticky=scriptcontext.sticky,
        async_invoke=lambda function: application.AsyncInvoke(System.Action(function)),
        open_in_browser=webbrowser.open,
        report=Rhino.RhinoApp.WriteLine,
    )
    return rhino, make_list, parts


def main():
    from contextile_loopback import SettingsFile
    from rhino_host import RhinoHost
    from rhino_keys import choose_key_store
    from rhino_panel import Panel, open_panel

    rhino, make_list, parts = dotnet_parts()
    folder = user_folder()

    def make_panel():
        return Panel(
            parts,
            RhinoHost(rhino, make_list),
            choose_key_store(folder),
            SettingsFile(os.path.join(folder, "rhino-settings.json")),
            find_beside(("panel",), ("..", "..", "..", "dist", "panel")),
            service_address(folder),
        )

    open_panel(parts, make_panel)


if __name__ == "__main__":
    main()
