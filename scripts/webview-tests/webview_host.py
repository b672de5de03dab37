"""The real Rhino scripts with a webview that is not Rhino's: WebKitGTK (`--webview webkit`) or a pipe to a browser that
Node drives (`--webview pipe`). Rhino itself is the stand-in of the unit tests; the model that arrives goes to a file.

Lines out: `URL address`, `SCRIPT json`, `REPORT json`, `DOCUMENT json`, `GONE`. Lines in: `MESSAGE json`, `report`,
`theme light`, `picture path`, `document`, `quit`.
"""

import argparse
import json
import os
import shutil
import sys
import threading
import types

HERE = os.path.dirname(os.path.abspath(__file__))
RHINO = os.path.join(HERE, "..", "..", "plugin", "hosts", "rhino")
sys.path[:0] = [HERE, RHINO, os.path.join(RHINO, "tests")]

import fakes  # noqa: E402
from contextile_loopback import KeyStore, SettingsFile  # noqa: E402
from rhino_host import RhinoHost  # noqa: E402
from rhino_panel import Panel, open_panel  # noqa: E402


def say(mark, value=None):
    print(mark if value is None else "%s %s" % (mark, value), flush=True)


class Program:
    """Rhino's part: a document, a theme, and the panel that the scripts open."""

    def __init__(self, options, parts):
        self.doc = fakes.Doc()
        self.kept = os.path.join(options.work, "received.3dm")
        rhino = fakes.fake_rhino(self.doc, self._read)
        self.host_utils = rhino.Runtime.HostUtils
        settings = SettingsFile(os.path.join(options.work, "settings.json"))
        host = RhinoHost(rhino, fakes.make_list)
        make = lambda: Panel(parts, host, KeyStore(), settings, options.panel, options.service)  # noqa: E731
        self.panel = open_panel(parts, make)
        say("URL", self.panel.url)

    def _read(self, path):
        shutil.copyfile(path, self.kept)
        return fakes.town()

    def obey(self, line):
        """[UI thread] One line from the test."""
        order, _, rest = line.partition(" ")
        if order == "MESSAGE":
            self.panel.view.MessageReceived(Message=json.loads(rest))
        elif order == "theme":
            self.host_utils.RunningInDarkMode = rest == "dark"
        elif order == "document":
            alive = len(self.doc.Objects.alive())
            say("DOCUMENT", json.dumps({"objects": alive, "undo": self.doc.records, "open": len(self.doc.open_records)}))
        elif order == "picture":
            self.panel.form.save_picture(rest)
            say("PICTURE")
        elif order == "eval":
            self.panel.view.evaluate(json.loads(rest), lambda result: say("RESULT", result))
        elif order == "quit":
            self.panel.form.Close()


def run_webkit(options):
    import eto_gtk
    from gi.repository import GLib, Gtk

    class WebView(eto_gtk.WebView):
        def __init__(self):
            super().__init__()
            self.widget.connect("notify::title", lambda view, _: say("TITLE", view.get_title()))

        def evaluate(self, script, then):
            def done(view, result):
                then(view.evaluate_javascript_finish(result).to_string())

            self.widget.evaluate_javascript(script, -1, None, None, None, done)

    forms = types.SimpleNamespace(WebView=WebView, Form=eto_gtk.Form, UITimer=eto_gtk.UITimer)
    program = Program(options, parts_of(forms, eto_gtk.async_invoke))
    program.panel.form.Closed += lambda sender, event: Gtk.main_quit()
    threading.Thread(target=read_lines, args=(lambda line: GLib.idle_add(lambda: program.obey(line) and False),), daemon=True).start()
    Gtk.main()
    say("GONE")


class PipeView(fakes.WebView):
    """Scripts go out as lines, so that Node can run them in a page, or lose them."""

    def ExecuteScriptAsync(self, script):
        say("SCRIPT", json.dumps("var _fn=function(){%s};_fn();" % script))


class OldPipeView(PipeView):
    """Eto before `MessageReceived`."""

    def __init__(self):
        super().__init__()
        del self.MessageReceived


class PipeForm(fakes.Form):
    def Close(self):
        self.Closed()


def run_pipe(options):
    """One thread is the UI thread: it takes lines and ticks the timer."""
    import queue

    waiting = queue.Queue()
    view = OldPipeView if options.old else PipeView
    forms = types.SimpleNamespace(WebView=view, Form=PipeForm, UITimer=fakes.UITimer)
    program = Program(options, parts_of(forms, waiting.put))
    threading.Thread(target=read_lines, args=(lambda line: waiting.put(lambda: program.obey(line)),), daemon=True).start()
    while not program.panel.closed:
        try:
            waiting.get(timeout=0.05)()
        except queue.Empty:
            program.panel.timer.Elapsed()
    say("GONE")


def parts_of(forms, async_invoke):
    return types.SimpleNamespace(
        forms=forms,
        drawing=types.SimpleNamespace(Size=lambda width, height: (width, height)),
        Uri=str,
        main_window=None,
        sticky={},
        async_invoke=async_invoke,
        open_in_browser=lambda address: say("BROWSER", address),
        report=lambda text: say("REPORTED", text),
    )


def read_lines(take):
    for line in sys.stdin:
        take(line.rstrip("\n"))
    take("quit")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--webview", choices=("webkit", "pipe"), required=True)
    parser.add_argument("--old", action="store_true", help="an Eto that hands no messages over")
    parser.add_argument("--panel", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--service", default="http://127.0.0.1:9")
    options = parser.parse_args()
    {"webkit": run_webkit, "pipe": run_pipe}[options.webview](options)
