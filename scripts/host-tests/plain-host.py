"""A host without a CAD program, for the suites of the loopback protocol: prints `READY <url>`, ends at a line of input."""

import os
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../plugin/hosts/loopback"))
import contextile_loopback as core  # noqa: E402


class PlainHost(core.Host):
    name = "Plain"
    version = "1.0"
    formats = ("scene", "3dm", "glb")
    max_per_feature = 100
    can_read_selection = True
    georeference = None

    def __init__(self):
        self.objects = {}

    def document(self):
        return {"documentName": "Untitled", "units": "m", "theme": "light"}

    def prepare(self, header, payload):
        return payload if header["format"] != "scene" else core.decode_scene(payload)

    def georeference_get(self):
        return self.georeference

    def georeference_set(self, georeference):
        self.georeference = georeference

    def selection_outlines(self):
        raise core.NoOutline("nothing-selected")

    def insert(self, prepared, header, progress, is_cancelled):
        # "slow" in the name makes an insert that a test can meet while it runs.
        until = time.monotonic() + (5 if "slow" in header["name"] else 0)
        while time.monotonic() < until:
            progress("Making meshes", None)
            if is_cancelled():
                raise core.cancelled()
            time.sleep(0.02)
        layers = prepared.layers if isinstance(prepared, core.Scene) else []
        made = [layer for layer in layers if layer.kind == "mesh"]
        replaced = self.objects.get(header["replaceKey"], 0)
        self.objects[header["replaceKey"]] = len(made)
        known, self.georeference = self.georeference, self.georeference or header["georeference"]
        return {
            "undoName": header["name"],
            "documentName": "Untitled",
            "made": [{"layer": m.id, "objects": 1, "facets": m.facets, "instances": 0} for m in made],
            "replaced": replaced,
            "skipped": [],
            "hostIds": [m.name for m in made],
            "georeference": "stored" if known is None else "aligned",
            "warnings": [],
        }


def main():
    panel, service_url = sys.argv[1], sys.argv[2]
    thread = core.MainThread("Plain")
    settings = core.SettingsFile(os.path.join(tempfile.mkdtemp(), "settings.json"))
    endpoint = core.Endpoint(PlainHost(), thread, core.Keys(core.KeyStore()), settings)
    server = core.LoopbackServer(endpoint, panel, service_url).start()
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.readline(), ended.set()), daemon=True).start()
    print("READY", server.url, flush=True)
    while not ended.is_set():
        thread.pump()
        time.sleep(0.005)
    server.stop()


main()
