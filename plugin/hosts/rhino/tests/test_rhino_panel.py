import http.client
import json
import os
import tempfile
import unittest

import fakes
from contextile_loopback import KeyStore, SettingsFile
from rhino_host import RhinoHost
from rhino_panel import Panel, open_panel


class Window(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        with open(os.path.join(self.folder, "index.html"), "w") as file:
            file.write("<!doctype html><title>panel</title>")
        self.doc = fakes.Doc()

    def open(self, webview=fakes.WebView, parts=None):
        self.parts = parts or fakes.fake_parts(webview)
        self.rhino = fakes.fake_rhino(self.doc, lambda path: fakes.town())
        settings = SettingsFile(os.path.join(self.folder, "settings.json"))
        host = RhinoHost(self.rhino, fakes.make_list)
        make = lambda: Panel(self.parts, host, KeyStore(), settings, self.folder, "https://api.example.com")  # noqa: E731
        panel = open_panel(self.parts, make)
        self.addCleanup(panel.close)
        return panel

    def test_opens_one_window_and_brings_it_to_the_front_the_second_time(self):
        panel = self.open()
        self.assertIs(self.open(parts=self.parts), panel)
        self.assertEqual((panel.form.shown, panel.form.fronted, panel.form.Owner), (1, 1, "main window"))
        self.assertIs(self.parts.sticky["contextile.panel"], panel)

    def test_serves_the_panel_on_this_machine_alone(self):
        panel = self.open()
        connection = http.client.HTTPConnection("127.0.0.1", panel.server.port, timeout=5)
        connection.request("GET", "/")
        self.assertIn(b"panel", connection.getresponse().read())
        connection.request("GET", "/", headers={"Host": "evil.example"})
        self.assertEqual(connection.getresponse().status, 403)
        connection.close()

    def test_takes_the_same_port_again_so_that_the_web_view_finds_what_it_kept(self):
        first = self.open()
        port = first.server.port
        first.close()
        self.assertEqual(self.open().server.port, port)

    def test_asks_for_eto_messages_only_where_this_eto_has_them(self):
        new, old = self.open(), self.open(fakes.OldWebView)
        self.assertTrue(new.view.Url.endswith("#t=%s&bridge=eto" % new.server.token))
        self.assertTrue(old.view.Url.endswith("#t=%s" % old.server.token))

    def test_answers_the_page_through_scripts(self):
        panel = self.open()
        asked = {"v": 1, "kind": "req", "id": "a", "method": "secret.get", "params": {}}
        panel.view.MessageReceived(Message=json.dumps(json.dumps(asked)))
        for _ in range(200):
            panel.timer.Elapsed()
            if panel.view.scripts:
                break
        self.assertIn('\\"hasKey\\": false', panel.view.scripts[0])

    def test_tells_the_page_when_the_theme_or_the_document_changes(self):
        panel = self.open()
        panel.timer.Elapsed()
        self.assertEqual(panel.view.scripts, [])
        self.rhino.Runtime.HostUtils.RunningInDarkMode = False
        self.doc.Name = "Other.3dm"
        panel._watch_at = 0
        panel.timer.Elapsed()
        panel.timer.Elapsed()
        said = "".join(panel.view.scripts)
        self.assertIn('\\"theme\\": \\"light\\"', said)
        self.assertIn('\\"documentName\\": \\"Other.3dm\\"', said)

    def test_loads_nothing_but_the_panel(self):
        panel = self.open()
        own = panel.view.DocumentLoading(Uri="http://127.0.0.1:%d/index.html" % panel.server.port)
        self.assertFalse(own.Cancel)
        for address in ("https://evil.example/", "http://127.0.0.1:1/", "file:///etc/passwd", "http://127.0.0.1:%d@evil.example/" % panel.server.port):
            self.assertTrue(panel.view.DocumentLoading(Uri=address).Cancel, address)

    def test_links_open_in_the_browser_and_only_web_addresses(self):
        panel = self.open()
        for address in ("https://app.example.com/billing", "file:///etc/passwd", "ms-settings:x"):
            self.assertTrue(panel.view.OpenNewWindow(Uri=address).Cancel)
        self.assertEqual(self.parts.opened, ["https://app.example.com/billing"])

    def test_closing_says_so_and_frees_the_port(self):
        panel = self.open()
        port = panel.server.port
        panel.form.Closed()
        panel.form.Closed()
        self.assertIn('\\"event\\": \\"closing\\"', panel.view.scripts[-1])
        self.assertFalse(panel.timer.running)
        self.assertEqual(self.parts.sticky, {})
        with self.assertRaises(OSError):
            http.client.HTTPConnection("127.0.0.1", port, timeout=1).connect()

    def test_what_a_handler_raises_is_reported_once_and_ends_nothing(self):
        panel = self.open()
        panel.channel.drain = lambda: 1 / 0
        for _ in range(3):
            panel.timer.Elapsed()
        self.assertEqual(self.parts.reported, ["Contextile: ZeroDivisionError: division by zero"])

    def test_the_port_is_freed_when_the_page_is_gone_before_the_window(self):
        panel = self.open()

        def gone(script):
            raise RuntimeError("the webview is disposed")

        panel.view.ExecuteScriptAsync = gone
        panel.form.Closed()
        self.assertTrue(panel.closed and panel.server.closed.is_set())

    def test_works_while_no_document_is_open(self):
        panel = self.open()
        self.rhino.RhinoDoc.ActiveDoc = None
        panel.timer.Elapsed()
        self.assertFalse(panel.closed)


if __name__ == "__main__":
    unittest.main()
