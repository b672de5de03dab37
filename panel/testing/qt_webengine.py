"""Opens an address in Qt 5.15's web view (Chromium 87) and walks through steps.

Usage: qt_webengine.py ADDRESS STEPS. STEPS is a JSON list of [condition, action]: JavaScript expressions. A step's
action runs once its condition is truthy. Prints one JSON object: the engine, the last condition's value, messages of
the page. An old engine is the point of this file: it is what SketchUp 2021 to 2023 and Debian 12's Qt hold.
"""

import json
import os
import sys

os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = "--no-sandbox --ignore-gpu-blocklist"

from PyQt5.QtCore import QTimer, QUrl  # noqa: E402
from PyQt5.QtWebEngineWidgets import QWebEnginePage, QWebEngineView  # noqa: E402
from PyQt5.QtWidgets import QApplication  # noqa: E402

POLL_MS = 250
LIMIT_MS = 120_000


class Page(QWebEnginePage):
    messages = []

    def javaScriptConsoleMessage(self, level, message, line, source):  # noqa: N802 (Qt's name)
        if level == QWebEnginePage.ErrorMessageLevel:
            self.messages.append(message)


def main():
    address, steps = sys.argv[1], json.loads(sys.argv[2])
    app = QApplication(sys.argv[:1])
    view = QWebEngineView()
    page = Page()
    view.setPage(page)
    view.resize(440, 760)
    view.show()
    page.load(QUrl(address))

    def end(last, done):
        agent = page.profile().httpUserAgent()
        print(json.dumps({"agent": agent, "last": last, "done": done, "messages": page.messages}), flush=True)
        # At once: the engine's own shutdown can take longer than the test.
        os._exit(0)

    def look():
        if not steps:
            return
        page.runJavaScript("(() => { try { return %s } catch (e) { return null } })()" % steps[0][0], take)

    def take(value):
        if not value:
            QTimer.singleShot(POLL_MS, look)
            return
        _, action = steps.pop(0)
        if not steps:
            end(value, True)
        page.runJavaScript(action, lambda _: QTimer.singleShot(POLL_MS, look))

    QTimer.singleShot(POLL_MS, look)
    QTimer.singleShot(LIMIT_MS, lambda: end(None, False))
    app.exec_()


main()
