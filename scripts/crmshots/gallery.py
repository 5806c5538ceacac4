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
    return lambda screen: screen.open(f"/odoo/{path}", ".o_list_view tbody tr, .o_kanban_view .o_kanban_record")


def _page(name, path="people", tab=""):
    def show(screen):
        screen.open(f"/odoo/{path}/{screen.constituent(name)}", ".o_form_view .o_form_renderer")
        if tab:
            screen.chrome.click(".o_notebook .nav-link", tab)

    return show


def _home_of(name, tab=""):
    """The household in which a person lives: its name is not always its own."""

    def show(screen):
        person = screen.rpc("res.partner", "read", [screen.constituent(name)], ["household_id"])[0]
        screen.open(f"/odoo/households/{person['household_id'][0]}", ".o_form_view .o_form_renderer")
        if tab:
            screen.chrome.click(".o_notebook .nav-link", tab)

    return show


def _kanban(path):
    def show(screen):
        screen.open(f"/odoo/{path}?view_type=kanban", ".o_kanban_view .o_kanban_record")

    return show


def _clicked(show, selector, text, wait):
    """The screen of `show` after a click, once `wait` is there."""

    def after(screen):
        show(screen)
        screen.chrome.settle()
        screen.chrome.click(selector, text)
        screen.chrome.wait(wait)

    return after


GALLERY = [
    Shot("people", "The list of people", "officer", _list("people")),
    Shot("people-cards", "People as cards", "officer", _kanban("people")),
    Shot("organisations", "The list of organisations", "officer", _list("organisations")),
    Shot("households", "The list of households", "officer", _list("households")),
    Shot("relationships", "The list of relationships", "officer", _list("relationships")),
    Shot("contact-history", "The contact history", "officer", _list("contact-history")),
    Shot("person", "The page of a person", "officer", _page("Rosalind Thackray")),
    Shot("person-alert", "A person with an alert", "officer", _page("Grażyna Łuczak")),
    Shot(
        "person-details",
        "Details of a person",
        "officer",
        _page("Friederike-Charlotte Auguste Wilhelmine von Hagemeister-Wulffenstein zu Barth M.A.", tab="Details"),
    ),
    Shot("person-household", "Where somebody lived when", "officer", _page("Colin Dobson", tab="Household")),
    Shot("person-posts", "Where somebody worked when", "officer", _page("Folákẹ́ Adéyẹmí", tab="Posts")),
    Shot(
        "person-relationships", "How people are related", "officer", _page("Δέσποινα Παπαδοπούλου", tab="Relationships")
    ),
    Shot("person-roles", "Roles and keys", "officer", _page("Maëlle Le Goff", tab="Roles")),
    Shot("household", "The page of a household", "officer", _home_of("Maëlle Le Goff")),
    Shot("household-members", "The page of a household", "officer", _home_of("Maëlle Le Goff", tab="Members")),
    Shot("organisation", "The page of an organisation", "officer", _page("Brauhaus Sundtor GmbH", "organisations")),
    Shot(
        "organisation-people",
        "People of an organisation",
        "officer",
        _page("Harbour Commons Whitby", "organisations", tab="People"),
    ),
    Shot(
        "log-a-call",
        "Writing down a call",
        "officer",
        _clicked(_page("Arthur Thackray"), "button", "Log a call", ".modal .o_form_view"),
    ),
    Shot("viewer-person", "A person as the viewer sees it", "viewer", _page("Arthur Thackray")),
    Shot("relationship-types", "Kinds of relationships", "manager", _list("relationship-types")),
    Shot("role-types", "Roles", "manager", _list("constituent-roles")),
    Shot("salutations", "Salutations and household names", "manager", _list("salutations")),
]
