"""The pictures that README and guide show: which screen, as whom, and what is clicked before the picture is taken."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from .chrome import PageError


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
            raise PageError(f"The demo organisation has no constituent {name}.")
        return found[0]

    def rpc(self, model, method, *args):
        body = json.dumps({"params": {"model": model, "method": method, "args": args, "kwargs": {}}})
        answer = self.chrome.js(f"""
            fetch("/web/dataset/call_kw", {{method: "POST", headers: {{"Content-Type": "application/json"}},
                body: {json.dumps(body)}}}).then((response) => response.json())
        """)
        if "error" in answer:
            raise PageError(answer["error"]["data"]["message"])
        return answer["result"]


def _list(path):
    return lambda screen: screen.open(f"/odoo/{path}", ".o_list_view .o_data_row, .o_kanban_view .o_kanban_record")


def _person(name, path="people"):
    return lambda screen: screen.open(f"/odoo/{path}/{screen.constituent(name)}", ".o_form_view .o_form_renderer")


GALLERY = [
    Shot("people", "The list of people", "officer", _list("people")),
    Shot("organisations", "The list of organisations", "officer", _list("organisations")),
    Shot("households", "The list of households", "officer", _list("households")),
    Shot("person", "The page of a person", "officer", _person("Rosalind Thackray")),
    Shot("person-alert", "A person with an alert", "officer", _person("Grażyna Łuczak")),
    Shot("household", "The page of a household", "officer", _person("Foyer Le Goff", "households")),
    Shot("organisation", "The page of an organisation", "officer", _person("Brauhaus Sundtor GmbH", "organisations")),
]
