"""A small driver of headless Chromium over its debugging protocol (needs only websocket-client)."""

import base64
import json
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

import websocket

KEYS = {"Tab": 9, "Enter": 13, "Escape": 27, "ArrowUp": 38, "ArrowDown": 40, "ArrowLeft": 37, "ArrowRight": 39,
        "Home": 36, "End": 35, "PageUp": 33, "PageDown": 34, "Delete": 46, " ": 32}


class Browser:
    """One Chromium process with a profile of its own."""

    def __init__(self, program="chromium", *flags):
        self.folder = tempfile.TemporaryDirectory(prefix="ballot-", ignore_cleanup_errors=True)
        self.process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", "--remote-allow-origins=*",
             "--hide-scrollbars", "--no-first-run", f"--user-data-dir={self.folder.name}", *flags, "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        port_file = Path(self.folder.name) / "DevToolsActivePort"
        until(lambda: port_file.exists() and port_file.read_text().count("\n") >= 1, "Chromium to start", 60)
        self.port = port_file.read_text().split("\n")[0]

    def page(self, own_profile=True):
        """A new page, by default in a browser context of its own (own storage)."""
        version = json.load(urllib.request.urlopen(f"http://127.0.0.1:{self.port}/json/version"))
        socket = websocket.create_connection(version["webSocketDebuggerUrl"], timeout=60)
        root = Page(socket, None)
        options = {"browserContextId": root.call("Target.createBrowserContext")["browserContextId"]} if own_profile is True else {}
        if isinstance(own_profile, str):
            options = {"browserContextId": own_profile}
        target = root.call("Target.createTarget", url="about:blank", **options)["targetId"]
        socket.close()
        page = Page(websocket.create_connection(f"ws://127.0.0.1:{self.port}/devtools/page/{target}", timeout=60), options.get("browserContextId"))
        for domain in ("Page", "Runtime", "Log", "Network"):
            page.call(f"{domain}.enable")
        return page

    def close(self):
        self.process.terminate()
        self.process.wait(20)
        self.folder.cleanup()


class Page:
    """One page."""

    def __init__(self, socket, context):
        self.socket, self.context, self.count, self.events = socket, context, 0, []

    def call(self, method, **parameters):
        self.count += 1
        number = self.count
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.socket.recv())
            if message.get("id") == number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return message["result"]
            self.note(message)

    def note(self, message):
        if "method" in message:
            self.events.append(message)
        if message.get("method") == "Page.javascriptDialogOpening":
            self.count += 1
            self.socket.send(json.dumps({"id": self.count, "method": "Page.handleJavaScriptDialog", "params": {"accept": True}}))

    def run(self, script):
        """The value of an expression; exceptions of the page are raised."""
        result = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"].get("exception", {}).get("description", "exception") + f" in {script}")
        return result["result"].get("value")

    def open(self, url):
        self.call("Page.navigate", url=url)
        until(lambda: self.run("document.readyState") == "complete" and (self.run("location.href") != "about:blank") == (url != "about:blank"), f"{url} to load")

    def reload(self):
        self.run("window.isOld = true")
        self.call("Page.reload")

        def is_new():
            try:
                return self.run("!window.isOld && document.readyState === 'complete'")
            except RuntimeError:
                return False

        until(is_new, "the page to reload")

    def size(self, width, height, scale=1, is_mobile=False):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=is_mobile)

    def look(self, is_dark=False, is_still=False):
        self.call("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if is_dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce" if is_still else "no-preference"}])

    def shot(self, path, is_full=False):
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=is_full, **({"clip": self.whole()} if is_full else {}))["data"]
        Path(path).write_bytes(base64.b64decode(data))

    def whole(self):
        box = self.call("Page.getLayoutMetrics")["cssContentSize"]
        return {**box, "scale": 1}

    def key(self, name, modifiers=0):
        text = {"Enter": "\r", " ": " "}.get(name)
        code = KEYS[name]
        extra = {"text": text} if text else {}
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=name, code="Space" if name == " " else name, windowsVirtualKeyCode=code,
                      modifiers=modifiers, **(extra if kind == "keyDown" else {}))

    def type(self, text):
        for letter in text:
            self.call("Input.dispatchKeyEvent", type="keyDown", text=letter, key=letter)
            self.call("Input.dispatchKeyEvent", type="keyUp", key=letter)

    def center(self, selector):
        return self.run(f"(() => {{ const e = document.querySelector({json.dumps(selector)}); e.scrollIntoView({{block: 'center'}}); const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; }})()")

    def mouse(self, kind, x, y, clicks=1):
        self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", buttons=1, clickCount=clicks)

    def click(self, selector, times=1):
        x, y = self.center(selector)
        for number in range(1, times + 1):
            self.mouse("mousePressed", x, y, number)
            self.mouse("mouseReleased", x, y, number)

    def fill(self, selector, text):
        """Replaces what stands in a field by typing."""
        self.run(f"(() => {{ const e = document.querySelector({json.dumps(selector)}); e.focus(); e.select?.(); }})()")
        if text:
            self.call("Input.insertText", text=text)
        else:
            self.key("Delete")

    def text(self, selector):
        return self.run(f"(document.querySelector({json.dumps(selector)})?.innerText ?? '').replace(/[\\u00a0\\u202f]/g, ' ')")

    def sees(self, words, selector="body", seconds=10):
        until(lambda: words in self.text(selector), f"“{words}” in {selector}", seconds, lambda: self.text(selector)[:600])

    def complaints(self):
        """Errors and violations that the browser wrote to the console."""
        self.run("1")
        found = []
        for event in self.events:
            if event["method"] == "Runtime.exceptionThrown":
                found.append(event["params"]["exceptionDetails"].get("exception", {}).get("description", "exception"))
            if event["method"] == "Log.entryAdded" and event["params"]["entry"]["level"] in ("error", "warning"):
                entry = event["params"]["entry"]
                # Refused connections and statuses are what some tests are about; everything else is a fault.
                if entry["source"] != "network":
                    found.append(f'{entry["source"]}: {entry["text"]}')
        return found


def until(check, what, seconds=20, found=lambda: ""):
    """Waits for something to become true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if check():
            return
        time.sleep(0.03)
    raise AssertionError(f"waited {seconds} s for {what}; found {found()!r}")
