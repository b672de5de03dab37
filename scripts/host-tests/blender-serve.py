"""Runs in `blender -b`: the enabled add-on serves, this script pumps in the timer's place and obeys lines of input.

Lines: `save PATH`, `open PATH`, `mode EDIT|OBJECT`, `stall SECONDS` (no pumping: a blocked Blender), `slow SECONDS`
(each object takes so long, so that a test can meet an insert while it runs), `undo`, `count`,
`quit`. Each is answered by
`DONE <line> <json>`.
"""

import json
import os
import queue
import sys
import threading
import time

import bpy

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
    bake = sys.modules[addon.__name__ + ".blender_bake"]
    plain = getattr(bake._Steps, "plain", bake._Steps.done)
    bake._Steps.plain = plain
    bake._Steps.done = lambda self, facets: (time.sleep(float(seconds)), plain(self, facets))[1]


def count():
    ids = (bpy.data.objects, bpy.data.meshes, bpy.data.collections, bpy.data.materials)
    return {"ids": [len(kind) for kind in ids], "names": sorted(o.name for o in bpy.data.objects)[:20]}


def obey(addon, line):
    word, _, rest = line.partition(" ")
    if word == "save":
        bpy.ops.wm.save_as_mainfile(filepath=rest)
    elif word == "open":
        bpy.ops.wm.open_mainfile(filepath=rest)
    elif word == "mode":
        set_mode(rest)
    elif word == "undo":
        bpy.ops.ed.undo()
    elif word == "stall":
        time.sleep(float(rest))
    elif word == "slow":
        slow_down(addon, rest)
    return count()


def main():
    addon = sys.modules["contextile"]
    threading.Thread(target=read_lines, daemon=True).start()
    # A window does this when a file is opened; without one there would be no state to go back to.
    bpy.ops.ed.undo_push(message="Original")
    print("READY", addon.start(), flush=True)
    while True:
        addon.pump()
        try:
            line = lines.get(timeout=0.01)
        except queue.Empty:
            continue
        if line == "quit":
            break
        print("DONE", line, json.dumps(obey(addon, line)), flush=True)
    addon.stop()


# Nothing of the user's may be missing: the add-on must have come from the preferences that were saved.
assert "contextile" in bpy.context.preferences.addons, "the add-on is not enabled"
assert os.path.isfile(os.path.join(os.path.dirname(sys.modules["contextile"].__file__), "panel", "index.html"))
main()
