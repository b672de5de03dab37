"""Eto's WebView, Form and UITimer on WebKitGTK: the nearest thing to Rhino's window on macOS that runs without Rhino.

As Eto does on a Mac, a script at document start defines `window.eto` over the message handler `__eto__`, and scripts
run as the body of a function.
"""

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("Gdk", "3.0")
gi.require_version("WebKit2", "4.1")
from fakes import Event  # noqa: E402
from gi.repository import Gdk, GLib, Gtk, WebKit2  # noqa: E402

SHIM = "window.eto={postMessage:function(m){window.webkit.messageHandlers.__eto__.postMessage(m)}};"

# What the page's policy refused, from its first line on; tests read it.
WATCH = (
    "window.__refused=[];document.addEventListener('securitypolicyviolation',function(e){"
    "window.__refused.push(e.violatedDirective+' '+e.blockedURI)});"
    "window.addEventListener('error',function(e){if(e.message)window.__refused.push(e.message)});"
)


class WebView:
    def __init__(self):
        self.MessageReceived, self.DocumentLoading, self.OpenNewWindow = Event(), Event(), Event()
        manager = WebKit2.UserContentManager()
        manager.connect("script-message-received::__eto__", self._on_message)
        manager.register_script_message_handler("__eto__")
        frames, start = WebKit2.UserContentInjectedFrames.TOP_FRAME, WebKit2.UserScriptInjectionTime.START
        manager.add_script(WebKit2.UserScript.new(SHIM, frames, start, None, None))
        manager.add_script(WebKit2.UserScript.new(WATCH, frames, start, None, None))
        self.widget = WebKit2.WebView.new_with_user_content_manager(manager)
        self.widget.get_settings().set_enable_write_console_messages_to_stdout(True)
        self.widget.connect("decide-policy", self._on_policy)
        self.blocked = []

    def _set_url(self, address):
        self.widget.load_uri(address)

    Url = property(fset=_set_url)

    def ExecuteScriptAsync(self, script):
        wrapped = "var _fn=function(){%s};_fn();" % script
        self.widget.evaluate_javascript(wrapped, -1, None, None, None, None)

    def _on_message(self, manager, result):
        self.MessageReceived(Message=result.get_js_value().to_string())

    def _on_policy(self, view, decision, kind):
        if kind == WebKit2.PolicyDecisionType.RESPONSE:
            return False
        uri = decision.get_navigation_action().get_request().get_uri()
        new_window = kind == WebKit2.PolicyDecisionType.NEW_WINDOW_ACTION
        event = (self.OpenNewWindow if new_window else self.DocumentLoading)(Uri=uri)
        if event.Cancel:
            self.blocked.append(uri)
            decision.ignore()
            return True
        return False


class Form:
    def __init__(self):
        self.Closed = Event()
        self._window = Gtk.Window()
        self._window.connect("destroy", lambda window: self.Closed())

    def _set_content(self, view):
        self._window.add(view.widget)

    Content = property(fset=_set_content)

    def Show(self):
        self._window.set_title(self.Title)
        self._window.set_default_size(*self.ClientSize)
        self._window.show_all()

    def BringToFront(self):
        self._window.present()

    def Close(self):
        self._window.destroy()

    def save_picture(self, path):
        """What is on the screen now, as PNG."""
        window = self._window.get_window()
        picture = Gdk.pixbuf_get_from_window(window, 0, 0, window.get_width(), window.get_height())
        picture.savev(path, "png", [], [])


class UITimer:
    def __init__(self):
        self.Elapsed = Event()
        self._source = None

    def Start(self):
        self._source = GLib.timeout_add(int(self.Interval * 1000), self._tick)

    def Stop(self):
        if self._source is not None:
            GLib.source_remove(self._source)
            self._source = None

    def _tick(self):
        self.Elapsed()
        return True


def async_invoke(function):
    """From any thread to the UI thread, once."""
    GLib.idle_add(lambda: function() and False)
