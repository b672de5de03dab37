"""A host without a CAD program, for the suites of the loopback protocol: prints `READY <url>`, ends with its input."""

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
    georeference = None
    made = 0

    def document(self):
        return {"documentName": "Untitled", "units": "m", "theme": "light"}

    def prepare(self, header, payload):
        return payload if header["format"] != "scene" else core.decode_scene(payload)

    def georeference_get(self):
        return self.georeference

    def georeference_set(self, georeference):
        self.georeference = georeference

    def insert(self, prepared, header, progress, is_cancelled):
        # "slow" in the name makes an insert that a test can meet while it runs.
        until = time.monotonic() + (5 if "slow" in header["name"] else 0)
        while time.monotonic() < until:
            progress("Making meshes", None)
            if is_cancelled():
                raise core.cancelled()
            time.sleep(0.02)
        PlainHost.made += 1
        return {
            "undoName": "Insert " + header["name"],
            "documentName": "Untitled",
            "made": [],
            "replaced": 0,
            "skipped": [],
            "hostIds": ["%d" % self.made],
            "georeference": "stored",
            "warnings": [],
        }


def main():
    panel, service_url = sys.argv[1], sys.argv[2]
    thread = core.MainThread("Plain")
    settings = core.SettingsFile(os.path.join(tempfile.mkdtemp(), "settings.json"))
    endpoint = core.Endpoint(PlainHost(), thread, core.Keys(core.KeyStore()), settings)
    server = core.LoopbackServer(endpoint, panel, service_url).start()
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    print("READY", server.url, flush=True)
    while not ended.is_set():
        thread.pump()
        time.sleep(0.005)
    server.stop()


main()
