"""Unit tests of the service proxy against a service that misbehaves: `python3 -m unittest` in this folder."""

import http.client
import http.server
import json
import os
import socket
import struct
import sys
import threading
import time
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from test_contextile_loopback import KEY, Rig  # noqa: E402


class Service(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_GET(self):
        self.server.seen.append((self.command, self.path, dict(self.headers.items())))
        getattr(self, "_" + self.path.split("?")[0].rsplit("/", 1)[-1], self._plain)()

    do_HEAD = do_DELETE = do_GET

    def do_POST(self):
        if self.headers.get("transfer-encoding"):
            body = b""
            while True:
                size = int(self.rfile.readline(), 16)
                body += self.rfile.read(size)
                self.rfile.readline()
                if not size:
                    break
        else:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
        self.server.bodies.append(body)
        self.do_GET()

    def _plain(self):
        body = b'{"ok":true}'
        self.send_response(200)
        for name, value in (("content-type", "application/json"), ("content-length", str(len(body)))):
            self.send_header(name, value)
        for name in ("set-cookie", "access-control-allow-origin", "www-authenticate", "contextile-from"):
            self.send_header(name, "leak")
        self.send_header("contextile-charged-km2", "0.5")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _wrongkey(self):
        self.send_response(401)
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def _redirect(self):
        self.send_response(302)
        self.send_header("location", "https://evil.example/")
        self.send_header("content-length", "0")
        self.end_headers()

    def _stream(self):
        self.send_response(200)
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        for part in (b"first", b"second"):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
            self.server.gate.wait(5)
        self.wfile.write(b"0\r\n\r\n")

    def _cut(self):
        self.send_response(200)
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"5\r\nfirst\r\n")
        self.close_connection = True

    def _cutlength(self):
        self.send_response(200)
        self.send_header("content-length", "100")
        self.end_headers()
        self.wfile.write(b"first")
        self.close_connection = True

    def _drop(self):
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def _slow(self):
        try:
            while not self.server.gate.is_set():
                if not self.connection.recv(1):
                    break
        except OSError:
            pass
        self.server.gone.set()
        self.close_connection = True


class ProxyTest(unittest.TestCase):
    def setUp(self):
        self.service = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
        self.service.daemon_threads = True
        self.service.seen, self.service.bodies = [], []
        self.service.gate, self.service.gone = threading.Event(), threading.Event()
        threading.Thread(target=self.service.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        self.rig = Rig(service_url="http://127.0.0.1:%d/base/" % self.service.server_address[1])
        self.addCleanup(self.rig.close)
        self.addCleanup(self.service.server_close)
        self.addCleanup(self.service.shutdown)
        self.addCleanup(self.service.gate.set)
        self.session = {"x-contextile-token": self.rig.server.pair(self.rig.server.token).token}

    def ask(self, method, path, body=None, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.rig.request(method, "/service/" + path, body, {**self.session, **named})

    def test_the_key_is_added_and_only_the_agreed_headers_travel(self):
        self.rig.keys.set(KEY)
        answer, data = self.ask("POST", "v1/context?x=1", b"{}", content_type="application/json", idempotency_key="i", cookie="c", contextile_a="a")
        method, path, seen = self.service.seen[0]
        self.assertEqual((method, path, self.service.bodies), ("POST", "/base/v1/context?x=1", [b"{}"]))
        seen = {name.lower(): value for name, value in seen.items()}
        self.assertEqual(seen["authorization"], "Bearer " + KEY)
        self.assertEqual((seen["idempotency-key"], seen["contextile-a"]), ("i", "a"))
        self.assertFalse({"cookie", "x-contextile-token", "origin", "referer", "user-agent"} & set(seen))
        self.assertEqual((answer.status, json.loads(data)), (200, {"ok": True}))
        self.assertEqual(answer.getheader("contextile-charged-km2"), "0.5")
        for name in ("set-cookie", "access-control-allow-origin", "www-authenticate", "contextile-from"):
            self.assertIsNone(answer.getheader(name))
        self.assertNotIn(KEY, str(answer.getheaders()))

    def test_without_a_key_nothing_is_added(self):
        self.ask("GET", "v1/service")
        self.assertNotIn("authorization", [name.lower() for name in self.service.seen[0][2]])

    def test_the_services_own_401_is_not_the_hosts(self):
        answer, data = self.ask("GET", "v1/wrongkey")
        self.assertEqual((answer.status, answer.getheader("contextile-from"), data), (401, None, b"{}"))

    def test_paths_that_climb_are_refused_before_the_service_is_asked(self):
        for path in ("v1/../admin", "v1/%2e%2e/admin", "v1/..%2fadmin", "admin", "", "v1//x", "v1/a%5cb", "v1/%00", "v1/"):
            self.assertEqual((path, self.ask("GET", path)[0].status), (path, 400))
        self.assertEqual(self.service.seen, [])

    def test_a_redirect_is_not_followed(self):
        answer, data = self.ask("GET", "v1/redirect")
        self.assertEqual((answer.status, json.loads(data)["error"]["code"]), (502, "service-down"))
        self.assertIsNone(answer.getheader("location"))

    def test_a_service_that_is_not_there_has_charged_nothing(self):
        self.service.shutdown()
        self.service.server_close()
        answer, data = self.ask("POST", "v1/context", b"{}")
        self.assertEqual((answer.status, json.loads(data)["error"]["charged"]), (502, "no"))

    def test_a_service_lost_before_it_answered_may_have_charged(self):
        for method, charged in (("POST", "unknown"), ("GET", "no")):
            answer, data = self.ask(method, "v1/drop", b"{}" if method == "POST" else None)
            self.assertEqual((answer.status, json.loads(data)["error"]["charged"]), (502, charged))

    def test_the_first_bytes_arrive_before_the_last_are_made(self):
        connection = self.open("v1/stream")
        answer = connection.getresponse()
        self.assertEqual(answer.read1(100), b"first")
        self.service.gate.set()
        self.assertEqual(answer.read(), b"second")
        connection.close()

    def test_a_cut_answer_is_broken_and_never_ends_cleanly(self):
        for path in ("v1/cut", "v1/cutlength"):
            connection = self.open(path)
            with self.assertRaises((http.client.IncompleteRead, OSError)):
                connection.getresponse().read()
            connection.close()

    def test_a_page_that_goes_away_ends_the_request_to_a_silent_service(self):
        connection = self.open("v1/slow")
        time.sleep(0.3)
        self.assertFalse(self.service.gone.is_set())
        connection.close()
        self.assertTrue(self.service.gone.wait(3))

    def test_a_page_that_goes_away_in_mid_answer_ends_the_stream(self):
        connection = self.open("v1/stream")
        connection.getresponse().read1(5)
        connection.close()
        self.service.gate.set()
        self.assertEqual(self.ask("GET", "v1/x")[0].status, 200)

    def test_a_chunked_body_streams_through(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.rig.server.port, timeout=10)
        parts = iter([b"a" * 70000, b"b" * 3])
        connection.request("POST", "/service/v1/context", parts, self.session, encode_chunked=True)
        self.assertEqual(connection.getresponse().status, 200)
        connection.close()
        self.assertEqual(self.service.bodies, [b"a" * 70000 + b"b" * 3])

    def test_head_has_no_body_and_foreign_methods_are_refused(self):
        answer, data = self.ask("HEAD", "v1/service")
        self.assertEqual((answer.status, data, answer.getheader("content-length")), (200, b"", "11"))
        self.assertEqual(self.ask("OPTIONS", "v1/service")[0].status, 405)
        self.assertEqual(self.ask("TRACE", "v1/service")[0].status, 405)

    def open(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.rig.server.port, timeout=10)
        connection.request("GET", "/service/" + path, headers=self.session)
        return connection


if __name__ == "__main__":
    unittest.main()
