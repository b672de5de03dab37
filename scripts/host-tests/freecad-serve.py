"""Runs in FreeCAD's window: the installed workbench serves, FreeCAD's own timer pumps, this obeys lines of input.

Lines: `new`, `save PATH`, `undo`, `rename LABEL` (the group of all imports), `lodge` (an object of the user's in
the imported area), `evict` (takes it away), `slow SECONDS`, `stall SECONDS`, `dialog open|close`, `shot PATH`, `count`, `select LABEL…` (nothing without one), `name-select NAME`, `pick LABEL PART…` (its faces or edges),
`outline|open-line|face METRES…` (x y of each corner: a shape in a moved and turned part, selected), `circle RADIUS` (selected), `solid`, `quit`.
Each is answered by `DONE <line> <json>`.
"""

import json
import os
import queue
import sys
import threading
import time

import FreeCAD as App
import FreeCADGui as Gui
import Part

# FreeCAD redirects Python's output into its report view; the test reads the process's own.
out = os.fdopen(os.dup(1), "w", buffering=1)
lines = queue.Queue()


def read_lines():
    with os.fdopen(os.dup(0)) as source:
        for line in source:
            lines.put(line.strip())
    lines.put("quit")


def slow_down(seconds):
    from contextile_loopback import InsertSteps as steps

    plain = getattr(steps, "plain", steps.done)
    steps.plain = plain
    steps.done = lambda self, facets: (time.sleep(float(seconds)), plain(self, facets))[1]


def dialog(state):
    class Panel:
        def __init__(self):
            from PySide import QtGui

            self.form = QtGui.QWidget()

    if state == "open":
        Gui.Control.showDialog(Panel())
    else:
        Gui.Control.closeDialog()


def count():
    document = App.ActiveDocument
    found = {"objects": len(document.Objects), "own": len(document.findObjects("App::Annotation")), "undo": document.UndoNames} if document else {"objects": 0, "own": 0, "undo": []}
    return {**found, "documents": len(App.listDocuments())}


def select(labels):
    Gui.Selection.clearSelection()
    for label in labels.split():
        Gui.Selection.addSelection(next(o for o in App.ActiveDocument.Objects if o.Label == label))


def pick(label, *parts):
    Gui.Selection.clearSelection()
    thing = App.ActiveDocument.getObjectsByLabel(label)[0]
    for part in parts:
        Gui.Selection.addSelection(thing, part)


def outline(kind, numbers):
    """Corners in metres → a shape whose own place and that of the part around it both have to be minded."""
    document = App.ActiveDocument
    around = App.Placement(App.Vector(5000, -3000, 70), App.Rotation(App.Vector(0, 0, 1), 25))
    own = App.Placement(App.Vector(-800, 900, 0), App.Rotation(App.Vector(0, 0, 1), -70))
    back = around.multiply(own).inverse()
    corners = [back.multVec(App.Vector(x * 1000, y * 1000, 0)) for x, y in zip(numbers[0::2], numbers[1::2])]
    wire = Part.makePolygon(corners if kind == "open-line" else [*corners, corners[0]])
    part = document.addObject("App::Part", "Site")
    shape = document.addObject("Part::Feature", "Plot")
    shape.Shape = Part.Face(wire) if kind == "face" else wire
    shape.Placement, part.Placement = own, around
    part.addObject(shape)
    document.recompute()
    Gui.Selection.clearSelection()
    Gui.Selection.addSelection(shape)


def circle(radius):
    shape = App.ActiveDocument.addObject("Part::Feature", "Round")
    shape.Shape = Part.Wire(Part.makeCircle(float(radius) * 1000))
    Gui.Selection.clearSelection()
    Gui.Selection.addSelection(shape)


def obey(line):
    word, _, rest = line.partition(" ")
    if word == "new":
        App.newDocument("Site")
    elif word == "save":
        App.ActiveDocument.saveAs(rest)
    elif word == "undo":
        App.ActiveDocument.undo()
    elif word == "rename":
        next(o for o in App.ActiveDocument.Objects if not o.InList and hasattr(o, "Georeference")).Label = rest
    elif word == "lodge":
        area = next(o for o in App.ActiveDocument.Objects if hasattr(o, "ReplaceKey"))
        area.addObject(App.ActiveDocument.addObject("App::Annotation", "MyOwn"))
    elif word == "evict":
        App.ActiveDocument.removeObject(App.ActiveDocument.findObjects("App::Annotation")[0].Name)
    elif word == "slow":
        slow_down(rest)
    elif word == "stall":
        time.sleep(float(rest))
    elif word == "dialog":
        dialog(rest)
    elif word == "select":
        select(rest)
    elif word == "name-select":
        Gui.Selection.clearSelection()
        Gui.Selection.addSelection(App.ActiveDocument.getObject(rest))
    elif word == "pick":
        pick(*rest.split())
    elif word in ("outline", "open-line", "face"):
        outline(word, [float(number) for number in rest.split()])
    elif word == "circle":
        circle(rest)
    elif word == "solid":
        App.ActiveDocument.addObject("Part::Box", "Solid")
        App.ActiveDocument.recompute()
    elif word == "shot":
        Gui.SendMsgToActiveView("ViewFit")
        Gui.ActiveDocument.ActiveView.viewIsometric()
        Gui.ActiveDocument.ActiveView.saveImage(rest, 800, 600, "White")
    return count()


def tick():
    try:
        line = lines.get_nowait()
    except queue.Empty:
        return
    if line == "quit":
        # Not through the window: it would ask whether to save.
        out.flush()
        os._exit(0)
    try:
        print("DONE", line, json.dumps(obey(line)), file=out)
    except Exception as thrown:
        print("DONE", line, json.dumps({"error": str(thrown)}), file=out)


def main():
    Gui.activateWorkbench("ContextileWorkbench")
    assert "Contextile_OpenPanel" in Gui.listCommands(), "the workbench brought no commands"
    import contextile_commands

    folder = os.path.join(os.path.dirname(contextile_commands.__file__), "panel")
    assert os.path.isfile(os.path.join(folder, "index.html")), "the panel is not beside the add-on"
    from PySide import QtCore

    main.timer = QtCore.QTimer()
    main.timer.timeout.connect(tick)
    main.timer.start(20)
    threading.Thread(target=read_lines, daemon=True).start()
    print("READY", contextile_commands.start(), file=out)


try:
    main()
except BaseException as thrown:
    print("BROKEN", repr(thrown), file=out)
    os._exit(4)
