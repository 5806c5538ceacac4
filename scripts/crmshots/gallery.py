"""The pictures that README and guide show: which screen, as whom, and what is clicked before the picture is taken."""

import json
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Shot:
    name: str
    title: str
    role: str
    show: Callable
    height: int = 0  # of the window on the desktop, 0: the usual one
    desktop_only: bool = False


class Screen:
    """What a `show` function may do: the browser, and how to get to a record of the demo organisation."""

    def __init__(self, chrome, base, phone):
        self.chrome, self.base, self.phone = chrome, base, phone

    def open(self, path, wait):
        self.chrome.open(self.base + path)
        self.chrome.wait(wait)
        self.chrome.settle()

    def constituent(self, name):
        """Id of the constituent of that name, asked for as the user who is logged in."""
        found = self.rpc("res.partner", "search", [["name", "=", name], ["constituent_type", "!=", False]])
        if not found:
            raise LookupError(f"The demo organisation has no constituent {name}.")
        return found[0]

    def rpc(self, model, method, *args):
        body = json.dumps({"params": {"model": model, "method": method, "args": args, "kwargs": {}}})
        answer = self.chrome.js(f"""
            fetch("/web/dataset/call_kw", {{method: "POST", headers: {{"Content-Type": "application/json"}},
                body: {json.dumps(body)}}}).then((response) => response.json())
        """)
        if "error" in answer:
            raise RuntimeError(answer["error"]["data"]["message"])
        return answer["result"]


GALLERY = [
    Shot(
        "apps", "What the officer sees first", "officer", lambda screen: screen.open("/odoo", ".o_action_manager > *")
    ),
]
