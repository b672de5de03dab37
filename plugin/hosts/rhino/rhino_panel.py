"""The panel's window in Rhino: a modeless Eto form with a WebView, a timer on the UI thread, the loopback server.

`parts` carries what comes from .NET (see `contextile_rhino.py`), so that this runs against fakes under plain Python.
Threads: the server and every answer run on Python threads; Rhino, Eto and the page are touched on the UI thread only,
by the timer or by a call that `AsyncInvoke` brought there.
"""

import time
import urllib.parse

from contextile_loopback import Endpoint, Keys, LoopbackServer, MainThread
from rhino_bridge import WebViewChannel

STICKY = "contextile.panel"
TICK_S = 0.05
WATCH_S = 2.0


# The web view keeps fetched areas per address, port included: the same port finds them again.
FIRST_PORT = 8830


class Panel:
    """One per Rhino. `show` brings it up or to the front."""

    def __init__(self, parts, host, key_store, settings, panel_folder, service_url):
        self.parts, self.host = parts, host
        self.main = MainThread("Rhino")
        self.endpoint = Endpoint(host, self.main, Keys(key_store), settings)
        self.server = LoopbackServer(self.endpoint, panel_folder, service_url, FIRST_PORT)
        self.closed = False
        self._seen, self._watch_at = None, 0.0
        self._reported = set()
        self._build()

    def show(self):
        self.server.start()
        self.view.Url = self.parts.Uri(self.url)
        self.form.Show()
        self.timer.Start()

    def bring_to_front(self):
        self.form.BringToFront()

    @property
    def url(self):
        """`bridge=eto` only where this Eto hands messages over; older ones inject the object and drop what it says."""
        return self.server.url + ("&bridge=eto" if self.has_messages else "")

    def _build(self):
        forms, drawing = self.parts.forms, self.parts.drawing
        self.view = forms.WebView()
        self.has_messages = hasattr(self.view, "MessageReceived")
        self.channel = WebViewChannel(self.endpoint, self._run_script, self._post_to_ui)
        if self.has_messages:
            self.view.MessageReceived += self._guarded(lambda sender, event: self.channel.take(event.Message))
        self.view.DocumentLoading += self._guarded(self._on_loading)
        self.view.OpenNewWindow += self._guarded(self._on_new_window)
        self.form = forms.Form()
        self.form.Title = "Contextile"
        self.form.ClientSize = drawing.Size(420, 820)
        self.form.MinimumSize = drawing.Size(260, 400)
        self.form.Resizable = True
        self.form.Owner = self.parts.main_window
        self.form.Content = self.view
        self.form.Closed += self._guarded(lambda sender, event: self.close())
        self.timer = forms.UITimer()
        self.timer.Interval = TICK_S
        self.timer.Elapsed += self._guarded(lambda sender, event: self.tick())

    def _guarded(self, handler):
        """Eto loses what a handler raises, or ends Rhino over it: Rhino's command history gets it, each text once."""

        def guarded(sender, event):
            try:
                handler(sender, event)
            except Exception as thrown:
                self._report(thrown)

        return guarded

    def _report(self, thrown):
        text = "Contextile: %s: %s" % (type(thrown).__name__, thrown)
        if text not in self._reported:
            self._reported.add(text)
            self.parts.report(text)

    def tick(self):
        """[UI thread] Runs what waits for Rhino and tells the page what changed in it."""
        if self.closed:
            return
        # Where the runtime gives up its interpreter lock only inside Python code, the server's threads run here.
        time.sleep(0.002)
        self.main.pump()
        self.channel.drain()
        if time.monotonic() >= self._watch_at:
            self._watch_at = time.monotonic() + WATCH_S
            self._watch()

    def _watch(self):
        try:
            seen = self.host.document()
        except Exception:  # no document is open just now
            return
        before, self._seen = self._seen or seen, seen
        for name, event in (("theme", "theme"), ("documentName", "document-changed")):
            if before[name] != seen[name]:
                self._tell(event, {name: seen[name]})

    def _tell(self, event, data):
        self.channel.session.event(event, data)
        self.server.broadcast(event, data)

    def close(self):
        if self.closed:
            return
        self.parts.sticky.pop(STICKY, None)
        self.timer.Stop()
        try:
            self.channel.close()
        except Exception as thrown:  # the page may be gone already; the port must be freed all the same
            self._report(thrown)
        self.closed = True
        self.server.stop()

    def _run_script(self, script):
        """Asynchronous on purpose: the synchronous call pumps the UI loop and lets the user in between."""
        self.view.ExecuteScriptAsync(script)

    def _post_to_ui(self, function):
        run = self._guarded(lambda sender, event: None if self.closed else function())
        self.parts.async_invoke(lambda: run(None, None))

    def _is_own(self, uri):
        parts = urllib.parse.urlsplit(str(uri))
        return parts.scheme == "http" and parts.netloc == "127.0.0.1:%d" % self.server.port

    def _on_loading(self, sender, event):
        """Nothing but the panel loads in this window: whatever does could speak to Rhino."""
        if str(event.Uri) != "about:blank" and not self._is_own(event.Uri):
            event.Cancel = True

    def _on_new_window(self, sender, event):
        """Links of the panel (billing, sources) open in the user's browser."""
        event.Cancel = True
        if urllib.parse.urlsplit(str(event.Uri)).scheme in ("http", "https"):
            self.parts.open_in_browser(str(event.Uri))


def open_panel(parts, make_panel):
    """The one panel of this Rhino: the open one to the front, else a new one."""
    known = parts.sticky.get(STICKY)
    if known is not None and not known.closed:
        known.bring_to_front()
        return known
    panel = make_panel()
    # Without this reference the form would be collected while it is on screen.
    parts.sticky[STICKY] = panel
    panel.show()
    return panel
