"""FreeCAD runs this text at start, without a file name of its own: everything else is in modules beside it."""

import FreeCADGui as Gui


class ContextileWorkbench(Gui.Workbench):
    MenuText = "Contextile"
    ToolTip = "City context: draw an area, see its price, preview it, insert it"

    def Initialize(self):
        import contextile_commands

        names = contextile_commands.register()
        self.appendToolbar("Contextile", names)
        self.appendMenu("Contextile", names)

    def GetClassName(self):
        return "Gui::PythonWorkbench"


Gui.addWorkbench(ContextileWorkbench())
