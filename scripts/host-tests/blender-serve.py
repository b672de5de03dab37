"""Runs in Blender: the enabled add-on serves; this obeys lines of input and, in `-b`, pumps in the timer's place.

Lines: `save PATH`, `open PATH`, `mode EDIT|OBJECT`, `unit SCALE` (metres per Blender unit), `stall SECONDS` (a blocked
Blender), `slow SECONDS` (each object takes so long, so that a test can meet an insert while it runs), `undo`, `rename
NAME` (the collection of all imports), `lodge` (an object of the user's in the imported area), `evict` (takes it away),
`count`, `select NAME…` (nothing without a name), `edit NAME` (with all of it selected), `open-line METRES…`, `outline METRES…` (x y of each corner: an object of edges, turned and moved,
selected), `circle RADIUS` (a curve in metres, selected), `quit`. Each is answered by `DONE <line> <json>`.
"""

import json
import os
import queue
import sys
import threading
import time

import bpy
from mathutils import Euler, Matrix, Vector

lines = queue.Queue()


def read_lines():
    for line in sys.stdin:
        lines.put(line.strip())
    lines.put("quit")


def set_mode(name):
    if name == "EDIT":
        bpy.context.view_layer.objects.active = next(o for o in bpy.data.objects if o.type == "MESH")
    bpy.ops.object.mode_set(mode=name)


def slow_down(addon, seconds):
    steps = sys.modules[addon.__name__ + ".contextile_loopback"].InsertSteps
    plain = getattr(steps, "plain", steps.done)
    steps.plain = plain
    steps.done = lambda self, facets: (time.sleep(float(seconds)), plain(self, facets))[1]


def count():
    ids = (bpy.data.objects, bpy.data.meshes, bpy.data.collections, bpy.data.materials)
    return {"ids": [len(kind) for kind in ids], "names": sorted(o.name for o in bpy.data.objects)[:20]}


def select(names):
    for thing in bpy.context.view_layer.objects:
        thing.select_set(thing.name in names.split(" "))


def edit(name):
    bpy.context.view_layer.objects.active = bpy.data.objects[name]
    bpy.ops.object.mode_set(mode="EDIT")
    bpy.ops.mesh.select_all(action="SELECT")


def outline(numbers, closed=True):
    """Corners in metres → an object of edges whose place, turn and scale all have to be minded."""
    unit = bpy.context.scene.unit_settings.scale_length
    corners = [Vector((x / unit, y / unit, 7.0)) for x, y in zip(numbers[0::2], numbers[1::2])]
    place = Matrix.LocRotScale(corners[0], Euler((0.0, 0.0, 0.5)), Vector((2.0, 2.0, 1.0)))
    mesh = bpy.data.meshes.new("Plot")
    edges = [(i, (i + 1) % len(corners)) for i in range(len(corners) if closed else len(corners) - 1)]
    mesh.from_pydata([place.inverted() @ corner for corner in corners], edges, [])
    thing = bpy.data.objects.new("Plot", mesh)
    bpy.context.scene.collection.objects.link(thing)
    thing.matrix_world = place
    bpy.context.view_layer.update()
    select(thing.name)


def circle(radius):
    bpy.ops.curve.primitive_bezier_circle_add(radius=float(radius) / bpy.context.scene.unit_settings.scale_length)


def obey(addon, line):
    word, _, rest = line.partition(" ")
    if word == "save":
        bpy.ops.wm.save_as_mainfile(filepath=rest)
    elif word == "open":
        bpy.ops.wm.open_mainfile(filepath=rest)
    elif word == "mode":
        set_mode(rest)
    elif word == "unit":
        bpy.context.scene.unit_settings.scale_length = float(rest)
    elif word == "rename":
        next(c for c in bpy.data.collections if c.get("contextile_root")).name = rest
    elif word == "lodge":
        area = next(c for c in bpy.data.collections if c.get("contextile_replace_key"))
        area.children[0].objects.link(bpy.data.objects.new("My own", None))
    elif word == "evict":
        bpy.data.objects.remove(bpy.data.objects["My own"])
    elif word == "select":
        select(rest)
    elif word in ("outline", "open-line"):
        outline([float(number) for number in rest.split()], word == "outline")
    elif word == "edit":
        edit(rest)
    elif word == "circle":
        circle(rest)
    elif word == "undo":
        bpy.ops.ed.undo()
    elif word == "stall":
        time.sleep(float(rest))
    elif word == "slow":
        slow_down(addon, rest)
    return count()


def next_line():
    try:
        return lines.get_nowait()
    except queue.Empty:
        return None


def answer(addon, line):
    try:
        found = obey(addon, line)
    except Exception as thrown:
        found = {"error": str(thrown)}
    print("DONE", line, json.dumps(found), flush=True)


def tick():
    """With a window: the add-on's own timer pumps, ours only obeys."""
    line = next_line()
    if line == "quit":
        os._exit(0)
    if line is not None:
        answer(sys.modules["contextile"], line)
    return 0.05


def main():
    addon = sys.modules["contextile"]
    threading.Thread(target=read_lines, daemon=True).start()
    if not bpy.app.background:
        bpy.app.timers.register(tick, persistent=True)
        assert bpy.ops.contextile.open_panel.poll() and hasattr(bpy.types, "VIEW3D_PT_contextile")
        print("READY", addon.start(), flush=True)
        return
    # A window does this when a file is opened; without one there would be no state to go back to.
    bpy.ops.ed.undo_push(message="Original")
    print("READY", addon.start(), flush=True)
    while True:
        addon.pump()
        line = next_line()
        if line == "quit":
            break
        if line is not None:
            answer(addon, line)
        time.sleep(0.01)
    addon.stop()


# Nothing of the user's may be missing: the add-on must have come from the preferences that were saved.
assert "contextile" in bpy.context.preferences.addons, "the add-on is not enabled"
assert os.path.isfile(os.path.join(os.path.dirname(sys.modules["contextile"].__file__), "panel", "index.html"))
main()
