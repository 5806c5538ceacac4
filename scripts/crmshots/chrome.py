"""A headless Chromium, driven over its DevTools socket: open, wait, click, type, picture."""

import base64
import itertools
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time
import urllib.request

import websocket

SWITCHES = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--hide-scrollbars",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--force-color-profile=srgb",
    "--remote-debugging-port=0",
    "--remote-allow-origins=*",
)
# What a page must be before it is looked at: loaded, nothing in motion, fonts and pictures there.
SETTLED = """
    document.readyState === 'complete' && document.fonts.status === 'loaded'
    && !document.querySelector('.o_loading_indicator, .o_blockUI, .o_view_sample_data .o_loading')
    && Array.from(document.images).every((image) => image.complete
        || image.getBoundingClientRect().top > innerHeight || image.offsetParent === null)
"""
HARMLESS = ("ERR_NAME_NOT_RESOLVED", "ERR_ABORTED", "ERR_INTERNET_DISCONNECTED", "beforeunload")


class PageError(Exception):
    """The page is not what the picture was to show."""


class Chrome:
    """One browser with one page; a context manager. `problems` gathers what the page complained of."""

    def __init__(self, program, env=None):
        self.program, self.env = program, env or {}
        self.problems = []
        self._ids = itertools.count(1)

    def __enter__(self):
        self._profile = tempfile.mkdtemp(prefix="crm-shots-")
        self._process = subprocess.Popen(
            [self.program, *SWITCHES, f"--user-data-dir={self._profile}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | self.env,
        )
        port = self._until(self._port, "Chromium did not start", 30)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=10) as answer:
            page = next(target for target in json.load(answer) if target["type"] == "page")
        self._socket = websocket.create_connection(page["webSocketDebuggerUrl"], timeout=60, suppress_origin=True)
        for domain in ("Page", "Runtime", "Log", "DOM", "Network"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-reduced-motion", "value": "reduce"}])
        return self

    def __exit__(self, *_error):
        self._socket.close()
        self._process.terminate()
        self._process.wait(20)
        shutil.rmtree(self._profile, ignore_errors=True)

    def _port(self):
        path = pathlib.Path(self._profile) / "DevToolsActivePort"
        lines = path.read_text().splitlines() if path.exists() else []
        return int(lines[0]) if lines else None

    @staticmethod
    def _until(ask, complaint, seconds=30.0):
        """The first true answer of `ask`; PageError with the complaint when none comes in time."""
        limit = time.monotonic() + seconds
        while not (answer := ask()):
            if time.monotonic() > limit:
                raise PageError(complaint)
            time.sleep(0.1)
        return answer

    # -- DevTools

    def call(self, method, **params):
        number = next(self._ids)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            message = json.loads(self._socket.recv())
            if message.get("id") == number:
                if "error" in message:
                    raise PageError(f"{method}: {message['error']['message']}")
                return message["result"]
            self._hear(message)

    def _hear(self, event):
        kind, params = event.get("method"), event.get("params", {})
        text = ""
        if kind == "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            text = details.get("exception", {}).get("description") or details["text"]
        elif kind == "Runtime.consoleAPICalled" and params["type"] == "error":
            text = " ".join(str(arg.get("value", arg.get("description", ""))) for arg in params["args"])
        elif kind == "Log.entryAdded" and params["entry"]["level"] == "error":
            text = f"{params['entry']['text']} {params['entry'].get('url', '')}"
        if text and not any(word in text for word in HARMLESS):
            self.problems.append(text)

    def js(self, expression):
        """Value of a JavaScript expression; promises are awaited."""
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            raise PageError(details.get("exception", {}).get("description") or details["text"])
        return result["result"].get("value")

    # -- what a person does

    def size(self, width, height):
        """Window of a desktop, or below 600 pixels that of a phone."""
        phone = width < 600
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=phone)
        self.call("Emulation.setTouchEmulationEnabled", enabled=phone)

    def open(self, url):
        self.call("Page.navigate", url=url)
        self._until(lambda: self.js("document.readyState === 'complete'"), f"{url} did not load")

    def wait(self, selector, seconds=30.0):
        found = f"Boolean(document.querySelector({json.dumps(selector)}))"
        self._until(lambda: self.js(found), f"{selector} did not appear on {self.js('location.pathname')}", seconds)

    def settle(self):
        self._until(lambda: self.js(SETTLED), f"{self.js('location.pathname')} did not come to rest")
        time.sleep(0.6)
        self._until(lambda: self.js(SETTLED), f"{self.js('location.pathname')} did not come to rest")

    def click(self, selector, text=""):
        """Click the first visible element; with `text`, the first whose text contains it."""
        click = f"""
            (() => {{
                const elements = Array.from(document.querySelectorAll({json.dumps(selector)}));
                const element = elements.find((el) => el.offsetParent !== null
                    && el.textContent.includes({json.dumps(text)}));
                if (element) {{ element.scrollIntoView({{block: "center"}}); element.click(); }}
                return Boolean(element);
            }})()
        """
        self._until(lambda: self.js(click), f"nothing to click: {selector} {text!r}")

    def sees(self, selector, text=""):
        """Whether such an element is visible now."""
        return self.js(f"""
            Array.from(document.querySelectorAll({json.dumps(selector)})).some((el) => el.offsetParent !== null
                && el.textContent.includes({json.dumps(text)}))
        """)

    def type(self, selector, text):
        self.wait(selector)
        self.js(
            f"(({{el}}) => {{ el.focus(); el.select?.(); }})({{el: document.querySelector({json.dumps(selector)})}})"
        )
        self.call("Input.insertText", text=text)

    def key(self, name):
        for kind in ("keyDown", "keyUp"):
            self.call(
                "Input.dispatchKeyEvent",
                type=kind,
                key=name,
                code=name,
                windowsVirtualKeyCode={"Enter": 13, "Escape": 27, "Tab": 9, "ArrowDown": 40}[name],
            )

    def upload(self, selector, path):
        """Give a file to a file input, hidden or not."""
        self.wait(selector)
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        node = self.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.call("DOM.setFileInputFiles", files=[str(path)], nodeId=node)

    def picture(self):
        """PNG of what the window shows."""
        return base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])

    def problems_since(self):
        """What the page complained of since the last call."""
        self.js("true")  # reads what is waiting on the socket
        told, self.problems = self.problems, []
        return told
