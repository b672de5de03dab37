import base64
import hashlib
import json
import os
import tempfile
import threading
import time
import unittest

import fakes
from contextile_loopback import Endpoint, KeyStore, Keys, MainThread, SettingsFile
from rhino_bridge import WebViewChannel, receive_call, unquote
from rhino_host import RhinoHost

KEY = "ck_0123456789abcdef"


class Page:
    """The page's end: collects what scripts hand to the receiver, as a JavaScript engine would read it."""

    def __init__(self, folder, file=None, rhino=None):
        self.doc = fakes.Doc()
        self.rhino = rhino or fakes.fake_rhino(self.doc, self._read)
        self.file, self.read_bytes = file, None
        self.main = MainThread("Rhino", start_within_s=2)
        settings = SettingsFile(os.path.join(folder, "settings.json"))
        endpoint = Endpoint(RhinoHost(self.rhino, fakes.make_list), self.main, Keys(KeyStore()), settings)
        self.scripts, self.messages = [], []
        self.channel = WebViewChannel(endpoint, self._run, lambda function: None)

    def _read(self, path):
        with open(path, "rb") as source:
            self.read_bytes = source.read()
        self.path = path
        return self.file or fakes.town()

    def _run(self, script):
        self.scripts.append(script)
        opening = "window.__contextileReceive&&window.__contextileReceive("
        for call in script.split(opening)[1:]:
            self.messages.append(json.loads(json.loads(call[: call.rindex(")")])))

    def ask(self, method, params=None, request_id=None, quote=0):
        request_id = request_id or "id-%d" % len(self.messages)
        text = json.dumps({"v": 1, "kind": "req", "id": request_id, "method": method, "params": params or {}})
        for _ in range(quote):
            text = json.dumps(text)
        self.channel.take(text)
        return self.answer(request_id)

    def answer(self, request_id, within_s=5):
        """The UI thread: pumps and drains until the answer is there."""
        until = time.monotonic() + within_s
        while time.monotonic() < until:
            self.main.pump()
            self.channel.drain()
            for message in self.messages:
                if message["kind"] in ("res", "err") and message["id"] == request_id:
                    return message
            time.sleep(0.005)
        raise AssertionError("no answer to %s" % request_id)


def chunks(payload, size):
    parts = [payload[i : i + size] for i in range(0, len(payload), size)]
    for seq, part in enumerate(parts):
        yield {
            "handoffId": "handoff-1",
            "seq": seq,
            "sha256": hashlib.sha256(part).hexdigest(),
            "base64": base64.b64encode(part).decode(),
        }


def begin(payload, size):
    return fakes.header(
        totalBytes=len(payload),
        totalChunks=-(-len(payload) // size),
        sha256=hashlib.sha256(payload).hexdigest(),
    )


class Channel(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.page = Page(folder.name)

    def hello(self):
        return self.page.ask("hello", {"protocol": 1, "panelVersion": "0.1.0", "userAgent": "test"})

    def test_hello_says_what_this_host_can(self):
        profile = self.hello()["result"]
        self.assertEqual(
            {name: profile[name] for name in ("name", "version", "formats", "documentName", "units", "theme", "bulkUrl", "upAxis", "canGeoreference")},
            {
                "name": "Rhino", "version": "8.20", "formats": ["3dm"], "documentName": "Site.3dm", "units": "Meters",
                "theme": "dark", "bulkUrl": None, "upAxis": "Z", "canGeoreference": True,
            },
        )  # fmt: skip
        self.assertEqual(profile["maxChunkBytes"], 1_000_000)

    def test_messages_may_be_quoted_once_or_twice(self):
        for quote in (0, 1, 2):
            answer = self.page.ask("secret.get", request_id="q-%d" % quote, quote=quote)
            self.assertEqual(answer["result"]["hasKey"], False)

    def test_noise_is_dropped_and_the_channel_lives_on(self):
        for noise in ("", "x", '"', "[]", "{}", '{"v":1}', '"\\"\\""', "null", '{"v":1,"kind":"req","id":7}', "\ud800", "[" * 9999):
            self.page.channel.take(noise)
        self.assertEqual(self.page.messages, [])
        self.assertTrue(self.hello()["ok"])

    def test_an_unknown_message_is_answered_by_a_defined_error(self):
        self.assertEqual(self.page.ask("document.explode")["error"]["code"], "unknown-message")

    def test_the_key_goes_in_once_and_never_comes_out(self):
        state = self.page.ask("secret.set", {"key": KEY})["result"]
        self.assertEqual((state["hasKey"], state["last4"]), (True, "cdef"))
        self.hello()
        self.page.ask("secret.get")
        self.assertNotIn(KEY, "".join(self.page.scripts))

    def test_scripts_are_safe_for_every_text(self):
        text = json.dumps({"x": "\u2028\u2029</script>'\"\\\ud800"}, ensure_ascii=False)
        script = receive_call(text)
        self.assertTrue(script.isascii())
        literal = script[script.index("(") + 1 : script.rindex(")")]
        self.assertEqual(json.loads(literal), text)

    def test_unquote_leaves_everything_else_alone(self):
        self.assertEqual(unquote('{"v":1}'), '{"v":1}')
        self.assertEqual(unquote('"{\\"v\\":1}"'), '{"v":1}')
        self.assertEqual(unquote('"cut'), '"cut')

    def test_a_model_arrives_in_chunks_in_any_order_and_twice(self):
        payload = b"3D Geometry File Format" + os.urandom(2_500_000)
        self.assertTrue(self.page.ask("handoff.begin", begin(payload, 1_000_000))["ok"])
        parts = list(chunks(payload, 1_000_000))
        for part in (parts[2], parts[0], parts[0], parts[1]):
            self.assertTrue(self.page.ask("handoff.chunk", part)["ok"])
        receipt = self.page.ask("handoff.commit", {"handoffId": "handoff-1"})["result"]
        self.assertEqual(self.page.read_bytes, payload)
        self.assertEqual(sum(made["objects"] for made in receipt["made"]), 5)
        self.assertEqual((receipt["georeference"], receipt["documentName"]), ("stored", "Site.3dm"))
        self.assertFalse(os.path.exists(os.path.dirname(self.page.path)))

    def test_a_repeated_commit_gets_the_same_receipt_and_inserts_once(self):
        payload = b"3D Geometry File Format" + os.urandom(100)
        self.page.ask("handoff.begin", begin(payload, 1000))
        self.page.ask("handoff.chunk", next(chunks(payload, 1000)))
        first = self.page.ask("handoff.commit", {"handoffId": "handoff-1"})["result"]
        again = self.page.ask("handoff.commit", {"handoffId": "handoff-1"})["result"]
        self.assertEqual(first, again)
        self.assertEqual(len(self.page.doc.records), 1)

    def test_a_damaged_chunk_and_a_wrong_file_are_refused(self):
        payload = b"not a Rhino file" * 10
        self.page.ask("handoff.begin", begin(payload, 1000))
        part = next(chunks(payload, 1000))
        damaged = self.page.ask("handoff.chunk", {**part, "sha256": "0" * 64})
        self.assertEqual(damaged["error"]["code"], "bad-message")
        self.page.ask("handoff.chunk", part)
        refused = self.page.ask("handoff.commit", {"handoffId": "handoff-1"})
        self.assertEqual(refused["error"]["code"], "malformed-body")
        self.assertEqual(self.page.doc.records, [])

    def test_many_answers_leave_in_order_and_in_one_script(self):
        for number in range(5):
            self.page.channel.session.event("document-changed", {"documentName": str(number)})
        self.page.channel.drain()
        self.assertEqual(len(self.page.scripts), 1)
        self.assertEqual([message["data"]["documentName"] for message in self.page.messages], list("01234"))

    def test_answers_from_other_threads_ask_for_the_ui_thread_once(self):
        posted = []
        self.page.channel._post_to_ui = posted.append
        workers = [threading.Thread(target=self.page.channel.session.event, args=("theme", {"theme": "dark"})) for _ in range(8)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        self.assertEqual(len(posted), 1)
        posted[0]()
        self.assertEqual(len(self.page.messages), 8)

    def test_closing_is_said_once_and_nothing_is_taken_afterwards(self):
        self.page.channel.close()
        self.page.channel.close()
        self.page.channel.take(json.dumps({"v": 1, "kind": "req", "id": "late", "method": "secret.get", "params": {}}))
        time.sleep(0.05)
        self.page.channel.drain()
        self.assertEqual([message.get("event") for message in self.page.messages], ["closing"])


if __name__ == "__main__":
    unittest.main()
