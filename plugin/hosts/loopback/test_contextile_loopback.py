"""Unit tests of the loopback core: `python3 -m unittest` in this folder. Plain Python, no CAD program."""

import array
import hashlib
import http.client
import json
import math
import os
import struct
import sys
import tempfile
import threading
import time
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import contextile_loopback as core  # noqa: E402

# Servers announce themselves to this user's agents: tests must not, in the user's own folder.
CONFIG = tempfile.TemporaryDirectory()
os.environ["CONTEXTILE_CONFIG_DIR"] = CONFIG.name

KEY = "ctx_live_0123456789abcdef"


class FakeHost(core.Host):
    name = "Fake"
    max_per_feature = 3

    def __init__(self):
        self.inserted = []
        self.georeference = None
        self.gate = None

    def document(self):
        return {"documentName": "Untitled", "units": "m", "theme": "light"}

    def georeference_get(self):
        return self.georeference

    def georeference_set(self, georeference):
        self.georeference = georeference

    def insert(self, prepared, header, progress, is_cancelled):
        progress("Making meshes", 0.5)
        while self.gate is not None and not self.gate.is_set():
            if is_cancelled():
                raise core.cancelled()
            time.sleep(0.01)
        if header["name"] == "broken":
            raise RuntimeError("no such mesh")
        self.inserted.append(prepared)
        return {"undoName": "Insert", "documentName": "Untitled", "made": [], "replaced": 0, "skipped": []}


class Rig:
    """A server over the fake host, with a thread in the place of the CAD program's timer."""

    def __init__(self, panel=None, service_url="http://127.0.0.1:9", start_within_s=10.0):
        self.host = FakeHost()
        self.folder = tempfile.TemporaryDirectory()
        self.main = core.MainThread("Fake", start_within_s)
        settings = core.SettingsFile(os.path.join(self.folder.name, "deep", "settings.json"))
        self.keys = core.Keys(core.KeyStore())
        self.endpoint = core.Endpoint(self.host, self.main, self.keys, settings)
        self.server = core.LoopbackServer(self.endpoint, panel or self.folder.name, service_url).start()
        self.pumping = True
        self._pump = threading.Thread(target=self._run, daemon=True)
        self._pump.start()

    def _run(self):
        while not self.server.closed.is_set():
            if self.pumping:
                self.main.pump()
            time.sleep(0.005)

    def close(self):
        self.server.stop()
        self._pump.join()
        self.folder.cleanup()

    def request(self, method, path, body=None, headers=None, host=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=10)
        said = {"Host": host or "127.0.0.1:%d" % self.server.port, **(headers or {})}
        connection.request(method, path, body, said)
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        return answer, data


class Page:
    """A session without HTTP: messages out are collected."""

    def __init__(self, rig):
        self.messages = []
        self._news = threading.Condition()
        self.session = core.Session(rig.endpoint, self._take)
        self._count = 0

    def _take(self, text):
        with self._news:
            self.messages.append(json.loads(text))
            self._news.notify_all()

    def post(self, method, params=None, request_id=None):
        self._count += 1
        name = request_id or "r%d" % self._count
        message = {"v": 1, "kind": "req", "id": name, "method": method, "params": params or {}}
        self.session.receive(json.dumps(message))
        return name

    def answers(self, name):
        return [m for m in self.messages if m["kind"] in ("res", "err") and m["id"] == name]

    def wait(self, name, count=1):
        with self._news:
            self._news.wait_for(lambda: len(self.answers(name)) >= count, timeout=10)
        return self.answers(name)[-1]

    def ask(self, method, params=None):
        return self.wait(self.post(method, params))


def container(layers, body=b"", **more):
    head = {"frame": {}, "name": "Test", "attribution": ["Somebody"], "layers": layers, **more}
    text = json.dumps(head).encode()
    text += b" " * (-len(text) % 4)
    return b"CTXS" + struct.pack("<II", 1, len(text)) + text + body


def triangle_container(indices=(0, 1, 2), positions=(0, 0, 0, 1, 0, 0, 0, 1, 0)):
    columns = [array.array("f", positions), array.array("I", indices), array.array("I", [0, 3]), array.array("I", [0, 3])]
    places, body = [], b""
    for column in columns:
        places.append({"offset": len(body), "count": len(column)})
        body += column.tobytes()
    layer = {"id": "buildings", "name": "Buildings", "colour": [1, 2, 3], "kind": "mesh", "descriptors": [{"id": 7}]}
    layer.update(zip(("positions", "indices", "firstIndex", "firstVertex"), places))
    return container([layer], body)


def header_of(payload, **more):
    return {
        "handoffId": "handoff-1",
        "format": "scene",
        "totalBytes": len(payload),
        "totalChunks": 1,
        "sha256": hashlib.sha256(payload).hexdigest(),
        "replaceKey": "area",
        "name": "Area",
        "georeference": {"originLonDeg": 8.0, "originLatDeg": 49.0, "originHeightM": 0, "crs": "local"},
        "offsetM": [0, 0, 0],
        "perFeature": False,
        "attribution": [],
        **more,
    }


class SceneTest(unittest.TestCase):
    def test_a_triangle_is_read_as_it_was_written(self):
        scene = core.decode_scene(triangle_container())
        layer = scene.layers[0]
        self.assertEqual(list(layer.positions), [0, 0, 0, 1, 0, 0, 0, 1, 0])
        self.assertEqual((list(layer.indices), layer.facets, layer.descriptors), ([0, 1, 2], 1, [{"id": 7}]))

    def test_every_truncation_is_refused_and_none_crashes(self):
        payload = triangle_container()
        for length in range(len(payload)):
            with self.assertRaises(core.ContextileError) as caught:
                core.decode_scene(payload[:length])
            self.assertEqual(caught.exception.code, "malformed-body")

    def test_damaged_numbers_are_refused(self):
        nan = triangle_container(positions=(0, 0, 0, 1, 0, math.nan, 0, 1, 0))
        outside = triangle_container(indices=(0, 1, 3))
        huge = triangle_container(indices=(0, 1, 0xFFFFFFFF))
        for payload in (nan, outside, huge, b"CTXS" + b"\xff" * 40, b"", b"GLTF" * 9):
            with self.assertRaises(core.ContextileError):
                core.decode_scene(payload)

    def test_a_header_that_names_one_column_often_cannot_fill_the_memory(self):
        layer = {"id": "a", "name": "a", "colour": [0, 0, 0], "kind": "mesh", "descriptors": []}
        for name in ("positions", "indices", "firstIndex", "firstVertex"):
            layer[name] = {"offset": 0, "count": 100}
        with self.assertRaisesRegex(core.ContextileError, "reaches outside"):
            core.decode_scene(container([layer], b"\0" * 400))

    def test_merged_nodes_are_turned_scaled_and_placed(self):
        head = {"id": "i", "name": "i", "colour": [0, 0, 0], "descriptors": [], "kinds": ["pole"]}
        shape = core.Shape(array.array("f", [1, 0, 2]), array.array("i", [0, 0, 0]))
        numbers = (array.array("i", [0]), array.array("f", [10, 20, 5]), array.array("f", [3]))
        layer = core.InstanceLayer(head, *numbers, array.array("f", [math.pi / 2]), [shape])
        positions, indices = layer.merged(0, [0])
        for got, wanted in zip(positions, (10, 23, 11)):
            self.assertAlmostEqual(got, wanted, places=5)
        self.assertEqual(list(indices), [0, 0, 0])

    def test_parts_with_one_id_are_one_building(self):
        layer = core.decode_scene(triangle_container()).layers[0]
        layer.descriptors = [{"id": 5}, {}, {"id": "5"}, {"id": None}]
        self.assertEqual(layer.buildings(), [[0, 2], [1], [3]])

    def test_names_from_the_map_become_one_harmless_line(self):
        self.assertEqual(core.plain_name("a\n\tb\x00c \ud800", "x"), "a b c")
        self.assertEqual(core.plain_name(None, "Building 7"), "Building 7")
        self.assertEqual(len(core.plain_name("ä" * 200, "x")), 60)


class MainThreadTest(unittest.TestCase):
    def test_a_host_that_does_not_pump_is_busy_and_the_job_never_runs_later(self):
        main, ran = core.MainThread("Fake", start_within_s=0.2), []
        with self.assertRaises(core.ContextileError) as caught:
            main.call("late work", lambda: ran.append(1))
        self.assertEqual(caught.exception.code, "host-busy")
        main.pump()
        self.assertEqual(ran, [])

    def test_what_a_job_raises_reaches_the_caller_and_the_next_job_runs(self):
        main = core.MainThread("Fake")
        pump = threading.Thread(target=lambda: [time.sleep(0.02) or main.pump() for _ in range(50)], daemon=True)
        pump.start()
        with self.assertRaises(ZeroDivisionError):
            main.call("sum", lambda: 1 / 0)
        self.assertEqual(main.call("sum", lambda: 4), 4)
        pump.join()

    def test_closing_answers_what_waits(self):
        main, errors = core.MainThread("Fake"), []

        def wait():
            try:
                main.call("work", lambda: None)
            except core.ContextileError as gone:
                errors.append(gone.code)

        worker = threading.Thread(target=wait)
        worker.start()
        time.sleep(0.05)
        main.close()
        worker.join(5)
        self.assertEqual(errors, ["host-gone"])


class KeyTest(unittest.TestCase):
    def test_the_key_is_trimmed_and_only_its_end_is_told(self):
        keys = core.Keys(core.KeyStore())
        state = keys.set("  %s\r\n" % KEY)
        self.assertEqual((state["hasKey"], state["last4"], keys.key()), (True, "cdef", KEY))
        self.assertNotIn(KEY, json.dumps(state))
        self.assertEqual(keys.clear()["hasKey"], False)

    def test_a_key_with_a_gap_or_nothing_in_it_is_refused_without_being_repeated(self):
        for text in ("", "   ", "abc def", "abc\ndef", "schlüssel"):
            with self.assertRaises(core.ContextileError) as caught:
                core.Keys(core.KeyStore()).set(text)
            self.assertEqual(caught.exception.code, "bad-key")
            self.assertNotIn("abc", caught.exception.message)

    def test_a_service_address_that_would_leak_the_key_is_refused(self):
        for text in ("http://example.org", "ftp://127.0.0.1", "https://me:pw@example.org", "nonsense"):
            with self.assertRaises(core.ContextileError):
                core.check_service_url(text)
        self.assertEqual(core.check_service_url("http://localhost:8787").port, 8787)


class OutlineTest(unittest.TestCase):
    """What bakers make of selected edges; corners are (x, y) in metres."""

    def fault(self, function, *given):
        with self.assertRaises(core.NoOutline) as caught:
            function(*given)
        return caught.exception.fault

    def test_edges_in_any_order_and_direction_are_chained_into_rings(self):
        self.assertEqual(core.chain_edges([(2, 3), (1, 0), (2, 1), (0, 3)]), [[2, 3, 0, 1]])
        rings = core.chain_edges([(0, 1), (1, 2), (2, 0), (5, 6), (6, 7), (7, 5)])
        self.assertEqual([sorted(ring) for ring in rings], [[0, 1, 2], [5, 6, 7]])

    def test_open_ends_and_crossroads_are_told_apart(self):
        self.assertEqual(self.fault(core.chain_edges, [(0, 1), (1, 2)]), "not-closed")
        self.assertEqual(self.fault(core.chain_edges, [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 2)]), "no-outline")

    def test_the_border_of_a_surface_leaves_out_its_inner_edges_and_a_solid_has_none(self):
        self.assertEqual(sorted(core.mesh_border([(0, 1, 2), (0, 2, 3)])), [(0, 1), (0, 3), (1, 2), (2, 3)])
        self.assertEqual(core.mesh_border([(0, 1, 2), (0, 3, 1), (1, 3, 2), (0, 2, 3)]), [])

    def test_a_surface_whose_triangles_share_no_vertices_has_the_border_that_is_seen(self):
        # As it comes from STL files: half of the square was taken for the whole.
        places = [(0, 0, 0), (9, 0, 0), (9, 9, 0), (0, 0, 0), (9, 9, 0), (0, 9, 0), (9, 9, 0)]
        faces = core.weld(enumerate(places), [(0, 1, 2), (3, 4, 5), (2, 4, 6)])
        self.assertEqual(core.chain_edges(core.mesh_border(faces)), [[0, 1, 2, 5]])

    def test_a_line_of_separate_edges_is_closed_where_they_meet(self):
        places = [(0, 0, 0), (9, 0, 0), (9, 0, 0), (9, 9, 0), (9, 9, 0), (0, 0, 0), (0, 0, 0)]
        edges = core.weld(enumerate(places), [(0, 1), (2, 3), (4, 5), (5, 6), (1, 0)])
        self.assertEqual([sorted(ring) for ring in core.chain_edges(edges)], [[0, 1, 3]])

    def test_the_largest_outline_is_taken_and_the_others_are_counted(self):
        small, large = [(0, 0), (1, 0), (0, 1)], [(0, 0), (0, 9), (9, 9), (9, 0), (0, 0)]
        self.assertEqual(core.choose_outline([small, large]), ([[0, 0], [0, 9], [9, 9], [9, 0]], 1))

    def test_a_wall_nothing_and_too_many_corners_have_their_own_words(self):
        self.assertEqual(self.fault(core.choose_outline, []), "no-outline")
        self.assertEqual(self.fault(core.choose_outline, [[(0, 0), (5, 5), (9, 9)]]), "no-outline")
        many = [(math.cos(i), math.sin(i)) for i in range(core.MAX_BOUNDARY_CORNERS + 1)]
        self.assertEqual(self.fault(core.choose_outline, [many]), "too-many-corners")


class FakeKeyring:
    """Python's `keyring` module, as much of it as is used."""

    def __init__(self, priority=5, broken=False):
        self.kept, self.priority, self.broken = {}, priority, broken

    def get_keyring(self):
        return self

    def get_password(self, service, account):
        if self.broken:
            raise OSError("no secret service")
        return self.kept.get((service, account))

    def set_password(self, service, account, key):
        self.kept[service, account] = key

    def delete_password(self, service, account):
        del self.kept[service, account]


class KeyringTest(unittest.TestCase):
    def find(self, keyring):
        sys.modules["keyring"] = keyring
        self.addCleanup(sys.modules.pop, "keyring", None)
        return core.find_keyring()

    def test_the_systems_keyring_is_used_where_it_answers(self):
        keyring = FakeKeyring()
        keys = core.Keys(self.find(keyring))
        state = keys.set(KEY)
        self.assertEqual((state["warning"], list(keyring.kept.values())), ("", [KEY]))
        self.assertEqual(core.Keys(core.find_keyring()).key(), KEY)
        keys.clear()
        keys.clear()
        self.assertEqual(keyring.kept, {})

    def test_a_keyring_that_is_none_or_fails_is_not_used(self):
        self.assertIsNone(self.find(FakeKeyring(priority=0)))
        self.assertIsNone(self.find(FakeKeyring(broken=True)))


class SettingsTest(unittest.TestCase):
    def test_settings_survive_and_a_damaged_file_is_an_empty_one(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "a", "settings.json")
            core.SettingsFile(path).write({"width": 3})
            self.assertEqual(core.SettingsFile(path).read(), {"width": 3})
            self.assertEqual(os.listdir(os.path.dirname(path)), ["settings.json"])
            with open(path, "w") as file:
                file.write("{")
            self.assertEqual(core.SettingsFile(path).read(), {})


class SelectionTest(unittest.TestCase):
    def ask(self, outlines, georeference={"originLonDeg": 7.42, "originLatDeg": 43.73, "originHeightM": 0, "crs": "local"}):
        host = FakeHost()
        host.can_read_selection, host.georeference = True, georeference
        host.selection_outlines = outlines
        main = core.MainThread("Fake")
        main.call = lambda what, function, is_cancelled: function()
        endpoint = core.Endpoint(host, main, core.Keys(core.KeyStore()), None)
        request = type("Request", (), {"is_cancelled": lambda self: False})()
        return endpoint.answer("selection.boundary", {}, request)

    def test_an_outline_comes_with_the_documents_place_and_a_plain_name(self):
        found = self.ask(lambda: ("Plot\n7", [[(0, 0), (10.5, 0), (0, 20)]]))
        self.assertEqual(found["corners"], [[0, 0], [10.5, 0], [0, 20]])
        self.assertEqual((found["found"], found["name"], found["others"]), (True, "Plot 7", 0))
        self.assertEqual(found["georeference"]["originLonDeg"], 7.42)

    def test_faults_of_the_selection_and_a_document_without_a_place_are_told(self):
        def nothing():
            raise core.NoOutline("nothing-selected")

        self.assertEqual(self.ask(nothing), {"found": False, "fault": "nothing-selected"})
        triangle = lambda: ("", [[(0, 0), (9, 0), (0, 9)]])  # noqa: E731
        self.assertEqual(self.ask(triangle, None), {"found": False, "fault": "not-georeferenced"})


class EndpointTest(unittest.TestCase):
    def setUp(self):
        self.rig = Rig()
        self.addCleanup(self.rig.close)
        self.page = Page(self.rig)

    def send(self, payload, **more):
        header = header_of(payload, **more)
        self.assertEqual(self.page.ask("handoff.begin", header)["kind"], "res")
        data = __import__("base64").b64encode(payload).decode()
        chunk = {"handoffId": header["handoffId"], "seq": 0, "sha256": header["sha256"], "base64": data}
        answer = self.page.ask("handoff.chunk", chunk)
        self.assertEqual(answer["result"], {"received": 1})
        return header["handoffId"]

    def test_hello_gives_the_profile_and_another_version_is_refused(self):
        hello = {"protocol": 1, "panelVersion": "0", "userAgent": "test"}
        profile = self.page.ask("hello", hello)["result"]
        self.assertEqual((profile["name"], profile["formats"], profile["maxPerFeature"]), ("Fake", ["scene"], 3))
        self.assertEqual(self.page.ask("hello", {"protocol": 2})["error"]["code"], "protocol-version")

    def test_unknown_methods_and_wrong_parameters_have_their_codes(self):
        self.assertEqual(self.page.ask("eval", {"code": "1"})["error"]["code"], "unknown-message")
        self.assertEqual(self.page.ask("secret.set", {"key": 5})["error"]["code"], "bad-message")
        self.assertEqual(self.page.ask("secret.get", {"extra": 1})["error"]["code"], "bad-message")

    def test_a_repeated_id_runs_once_and_is_answered_again(self):
        self.page.post("settings.set", {"n": 1}, "same")
        first = self.page.wait("same")
        self.page.post("settings.set", {"n": 2}, "same")
        self.assertEqual(self.page.wait("same", 2), first)
        self.assertEqual(self.page.ask("settings.get")["result"], {"n": 1})

    def test_a_model_is_inserted_and_a_repeated_commit_gets_the_same_receipt(self):
        payload = triangle_container()
        handoff_id = self.send(payload)
        receipt = self.page.ask("handoff.commit", {"handoffId": handoff_id})["result"]
        self.assertEqual(self.page.ask("handoff.commit", {"handoffId": handoff_id})["result"], receipt)
        self.assertEqual(len(self.rig.host.inserted), 1)
        self.assertTrue(any(m.get("event") == "progress" for m in self.page.messages))

    def test_a_failing_insert_is_host_failed_and_the_next_one_works(self):
        handoff_id = self.send(triangle_container(), name="broken")
        error = self.page.ask("handoff.commit", {"handoffId": handoff_id})["error"]
        self.assertEqual((error["code"], error["charged"]), ("host-failed", "no"))
        self.send(triangle_container(), handoffId="handoff-2")
        self.assertEqual(self.page.ask("handoff.commit", {"handoffId": "handoff-2"})["kind"], "res")

    def test_a_malformed_model_never_reaches_the_host(self):
        handoff_id = self.send(b"CTXS nonsense")
        self.assertEqual(self.page.ask("handoff.commit", {"handoffId": handoff_id})["error"]["code"], "malformed-body")
        self.assertEqual(self.rig.host.inserted, [])

    def test_a_second_model_while_one_is_inserted_is_host_busy(self):
        self.rig.host.gate = threading.Event()
        running = self.page.post("handoff.commit", {"handoffId": self.send(triangle_container())})
        other = header_of(triangle_container(), handoffId="handoff-2")
        self.assertEqual(self.page.ask("handoff.begin", other)["error"]["code"], "host-busy")
        self.rig.host.gate.set()
        self.assertEqual(self.page.wait(running)["kind"], "res")
        self.assertEqual(self.page.ask("handoff.begin", other)["kind"], "res")

    def test_cancel_and_abort_stop_a_running_insert(self):
        for number, stop in enumerate(("cancel", "abort")):
            self.rig.host.gate = threading.Event()
            handoff_id = self.send(triangle_container(), handoffId="handoff-%d" % number)
            running = self.page.post("handoff.commit", {"handoffId": handoff_id})
            time.sleep(0.1)
            if stop == "cancel":
                self.page.session.receive(json.dumps({"v": 1, "kind": "cancel", "id": running}))
            else:
                self.page.ask("handoff.abort", {"handoffId": handoff_id})
            self.assertEqual(self.page.wait(running)["error"]["code"], "cancelled")
        self.assertEqual(self.rig.host.inserted, [])

    def test_missing_chunks_and_a_wrong_whole_hash_are_refused(self):
        payload = triangle_container()
        self.page.ask("handoff.begin", header_of(payload))
        error = self.page.ask("handoff.commit", {"handoffId": "handoff-1"})["error"]
        self.assertEqual(error["code"], "bad-message")
        self.send(payload[:-4] + b"abcd", handoffId="handoff-3", sha256=hashlib.sha256(payload[:-4] + b"abcd").hexdigest())
        self.assertEqual(self.page.ask("handoff.commit", {"handoffId": "handoff-3"})["error"]["code"], "malformed-body")


class ServerTest(unittest.TestCase):
    def setUp(self):
        self.rig = Rig()
        self.addCleanup(self.rig.close)
        with open(os.path.join(self.rig.folder.name, "index.html"), "w") as file:
            file.write("<title>panel</title>")

    def pair(self):
        body = json.dumps({"token": self.rig.server.token})
        _, data = self.rig.request("POST", "/pair", body, {"Content-Type": "application/json"})
        return json.loads(data)["session"]

    def test_a_rebound_host_name_and_a_foreign_origin_are_refused_everywhere(self):
        session = {"x-contextile-token": self.pair()}
        for path in ("/", "/bridge", "/service/v1/account"):
            answer, _ = self.rig.request("GET", path, headers=session, host="evil.example")
            self.assertEqual(answer.status, 403)
            answer, _ = self.rig.request("GET", path, headers={**session, "Origin": "https://evil.example"})
            self.assertEqual((answer.status, answer.getheader("contextile-from")), (403, "host"))

    def test_files_outside_the_panel_are_not_served(self):
        link = os.path.join(self.rig.folder.name, "link.txt")
        os.symlink("/etc/passwd", link)
        for path in ("/../etc/passwd", "/%2e%2e/etc/passwd", "/..%2fetc/passwd", "/link.txt", "/.hidden", "/deep", "/a%5cb"):
            answer, _ = self.rig.request("GET", path)
            self.assertEqual((path, answer.status), (path, 404))
        answer, data = self.rig.request("GET", "/")
        self.assertEqual((answer.status, data), (200, b"<title>panel</title>"))
        self.assertIn("default-src 'none'", answer.getheader("content-security-policy"))

    def test_a_wrong_token_pairs_nothing_and_a_lost_session_is_host_gone(self):
        body = json.dumps({"token": "x" * 43})
        answer, data = self.rig.request("POST", "/pair", body, {"Content-Type": "application/json"})
        self.assertEqual((answer.status, json.loads(data)["error"]["code"]), (401, "host-gone"))
        answer, _ = self.rig.request("POST", "/bridge", "{}", {"x-contextile-token": "y" * 43})
        self.assertEqual(answer.status, 401)

    def test_the_seventeenth_page_displaces_the_idlest(self):
        tokens = [self.pair() for _ in range(17)]
        self.assertIsNone(self.rig.server.session(tokens[0]))
        self.assertIsNotNone(self.rig.server.session(tokens[1]))

    def test_agents_of_this_user_alone_find_the_server_while_it_runs(self):
        folder = os.path.join(CONFIG.name, "hosts")
        path = os.path.join(folder, "%d-%d.json" % (os.getpid(), self.rig.server.port))
        with open(path, encoding="utf-8") as file:
            self.assertEqual(json.load(file)["token"], self.rig.server.token)
        if os.name != "nt":
            self.assertEqual((os.stat(path).st_mode & 0o777, os.stat(folder).st_mode & 0o777), (0o600, 0o700))
        self.rig.server.stop()
        self.assertFalse(os.path.exists(path))

    def test_a_busy_port_gives_the_next_free_one(self):
        second = core.LoopbackServer(self.rig.endpoint, self.rig.folder.name, "http://127.0.0.1:9", self.rig.server.port)
        self.assertNotEqual(second.port, self.rig.server.port)
        second._http.server_close()

    def test_stopping_says_closing_and_ends_the_stream(self):
        headers = {"x-contextile-token": self.pair()}
        stream = http.client.HTTPConnection("127.0.0.1", self.rig.server.port, timeout=10)
        stream.request("GET", "/bridge/events", headers=headers)
        answer = stream.getresponse()
        self.assertEqual(answer.fp.readline(), b": open\n")
        self.rig.server.stop()
        rest = answer.read()
        stream.close()
        self.assertIn(b'"event": "closing"', rest)


if __name__ == "__main__":
    unittest.main()
