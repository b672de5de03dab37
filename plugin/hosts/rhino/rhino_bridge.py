"""The string channel between the panel in an Eto WebView and the bridge endpoint. Pure logic: no Rhino, no Eto.

Page to host: one JSON text per message, sometimes quoted once more by the webview. Host to page: a call of
`window.__contextileReceive` with one JSON text. Checking, chunks and answers are the loopback core's `Session`.
"""

import json
import threading
from collections import deque

from contextile_loopback import ContextileError, Session

#: Function of the page that takes the host's messages; defined by shared/bridge/transports/eto.ts.
RECEIVER = "__contextileReceive"
#: Longest text handed to the webview in one script call; a longer backlog goes in several calls.
MOST_SCRIPT_CHARACTERS = 4_000_000


def script_literal(text):
    """A text as a JavaScript string literal. `json.dumps` escapes everything outside ASCII, U+2028 and U+2029 too,
    which JSON allows in strings and older JavaScript does not."""
    return json.dumps(text, ensure_ascii=True)


def receive_call(text):
    """The script that hands one message to the page. A page that is still loading has no receiver: it asks again."""
    return "window.%s&&window.%s(%s);" % (RECEIVER, RECEIVER, script_literal(text))


def unquote(text):
    """What a webview handed over, as the page sent it: some pass `"{\\"v\\":1}"` for `{"v":1}`, some even twice."""
    for _ in range(2):
        if not (isinstance(text, str) and text.lstrip().startswith('"')):
            break
        try:
            text = json.loads(text)
        except ValueError:
            break
    return text


class WebViewChannel:
    """One page in one webview.

    `run_script(text)` runs JavaScript in the page and may only be called on the UI thread; `post_to_ui(function)` has
    a function called there soon, from any thread. Messages are answered on worker threads, so they queue here.
    """

    def __init__(self, endpoint, run_script, post_to_ui):
        self._run_script, self._post_to_ui = run_script, post_to_ui
        self._outbox = deque()
        self._lock = threading.Lock()
        self._posted = False
        self._closed = False
        self.session = Session(endpoint, sink=self._queue)

    def take(self, text):
        """[UI thread] One message from the page. Noise is dropped: any script in the page can post."""
        if self._closed:
            return
        try:
            self.session.receive(unquote(text))
        except ContextileError:
            return

    def drain(self):
        """[UI thread] Hands everything that waits to the page, in order."""
        with self._lock:
            self._posted = False
        while True:
            script = self._next_script()
            if not script or self._closed:
                return
            self._run_script(script)

    def close(self):
        """[UI thread] Says `closing` and hands over what is left."""
        if self._closed:
            return
        self.session.event("closing", {})
        self.drain()
        self._closed = True

    def _next_script(self):
        calls, length = [], 0
        with self._lock:
            while self._outbox and (not calls or length + len(self._outbox[0]) <= MOST_SCRIPT_CHARACTERS):
                calls.append(self._outbox.popleft())
                length += len(calls[-1])
        return "".join(calls)

    def _queue(self, text):
        with self._lock:
            self._outbox.append(receive_call(text))
            post, self._posted = not self._posted, True
        if post and not self._closed:
            self._post_to_ui(self.drain)
