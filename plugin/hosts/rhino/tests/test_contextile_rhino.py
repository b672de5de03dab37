import ast
import os
import runpy
import sys
import tempfile
import types
import unittest

import fakes
from rhino_panel import STICKY

SCRIPTS = os.path.dirname(fakes.HERE)


def fake_modules(parts, rhino):
    """What `import Rhino`, `Eto`, `System` … give inside Rhino."""
    application = types.SimpleNamespace(Instance=types.SimpleNamespace(AsyncInvoke=parts.async_invoke))
    eto_forms = types.SimpleNamespace(**vars(parts.forms), Application=application)
    system = types.SimpleNamespace(Uri=str, Action=lambda function: function, Guid=types.SimpleNamespace(Empty=fakes.EMPTY))
    ui = types.SimpleNamespace(RhinoEtoApp=types.SimpleNamespace(MainWindow="main window"))
    rhino.UI = ui
    return {
        "clr": types.SimpleNamespace(AddReference=lambda name: None),
        "Eto": types.SimpleNamespace(Forms=eto_forms, Drawing=parts.drawing),
        "Eto.Forms": eto_forms,
        "Eto.Drawing": parts.drawing,
        "Rhino": rhino,
        "Rhino.UI": ui,
        "scriptcontext": types.SimpleNamespace(sticky=parts.sticky),
        "System": system,
        "System.Collections": types.SimpleNamespace(),
        "System.Collections.Generic": types.SimpleNamespace(List={}),
    }


class Script(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        with open(os.path.join(self.folder, "index.html"), "w") as file:
            file.write("panel")

    def test_opens_the_panel_and_a_second_run_brings_it_to_the_front(self):
        parts = fakes.fake_parts()
        modules = fake_modules(parts, fakes.fake_rhino(fakes.Doc(), lambda path: fakes.town()))
        os.environ["XDG_CONFIG_HOME"] = self.folder
        saved = {name: sys.modules.get(name) for name in modules}
        sys.modules.update(modules)
        try:
            script = runpy.run_path(os.path.join(SCRIPTS, "contextile_rhino.py"))
            # The built panel is not there in a plain test run; any folder with a page will do.
            script["main"].__globals__["find_beside"] = lambda *choices: self.folder
            script["main"]()
            script["main"]()
        finally:
            for name, module in saved.items():
                sys.modules.pop(name) if module is None else sys.modules.update({name: module})
        panel = parts.sticky[STICKY]
        self.addCleanup(panel.close)
        self.assertEqual((panel.form.shown, panel.form.fronted), (1, 1))
        self.assertEqual(panel.server.service.geturl(), "https://api.cityweft.com")

    def test_takes_the_service_address_from_the_users_own_file_only(self):
        script = runpy.run_path(os.path.join(SCRIPTS, "contextile_rhino.py"))
        self.assertEqual(script["service_address"](self.folder), "https://api.cityweft.com")
        with open(os.path.join(self.folder, "service.json"), "w") as file:
            file.write('{"serviceUrl": "https://context.office.example"}')
        self.assertEqual(script["service_address"](self.folder), "https://context.office.example")

    def test_every_file_is_python_3_9_and_starts_as_rhino_wants_it(self):
        for name in sorted(os.listdir(SCRIPTS)):
            if name.endswith(".py"):
                with open(os.path.join(SCRIPTS, name), encoding="utf-8") as file:
                    source = file.read()
                ast.parse(source, name, feature_version=(3, 9))
                self.assertEqual(source.startswith("#! python3\n"), name == "contextile_rhino.py")


if __name__ == "__main__":
    unittest.main()
