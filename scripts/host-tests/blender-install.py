"""Installs the packed zip into Blender the way Preferences > Add-ons > Install does, and keeps it enabled."""

import sys

import bpy

path = sys.argv[sys.argv.index("--") + 1]
bpy.ops.preferences.addon_install(filepath=path)
bpy.ops.preferences.addon_enable(module="contextile")
bpy.ops.wm.save_userpref()
print("INSTALLED")
