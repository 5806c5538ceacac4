"""The pictures that README and guide show: which screen, as whom, and what is clicked before the picture is taken."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from crmsetup.common import ROOT

from .chrome import PageError


@dataclass(frozen=True)
class Shot:
    name: str
    title: str
    role: str
    show: Callable
    height: int = 0  # of the window on the desktop, 0: the usual one
    in_docs: bool = True  # False: taken only when it is named, for looking at


class Screen:
    """What a `show` function may do: the browser, and how to get to a record of the demo organisation."""

    def __init__(self, chrome, base, phone):
        self.chrome, self.base, self.phone = chrome, base, phone

    def open(self, path, wait):
        self.chrome.open(self.base + path)
        self.chrome.wait(wait)
        self.chrome.settle()

    def more(self, text):
        """Press a button of the form's header, which a phone keeps behind its menu."""
        button = ".o_statusbar_buttons button, .o-dropdown--menu button"
        if self.phone and not self.chrome.sees(button, text):
            self.chrome.click(".o_statusbar_buttons .dropdown-toggle")
        self.chrome.click(button, text)

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


def _home(path, card=".o_kit_home"):
    return lambda screen: screen.open(f"/odoo/{path}", card)


def _stopped_work(screen):
    work = screen.rpc("kit.batch", "search", [["state", "=", "stopped"]])
    if not work:
        raise PageError("The demo organisation has no background work that was stopped.")
    screen.open(f"/odoo/action-crm_kit.kit_batch_action/{work[0]}", ".o_form_view .o_form_renderer")


def _moving_out(screen):
    _page("Robin Sievers")(screen)
    screen.more("Move to another household")
    screen.chrome.wait(".modal .o_form_view")


def _segment(name):
    def show(screen):
        found = screen.rpc("constituent.segment", "search", [["name", "=", name]])
        screen.open(f"/odoo/segments/{found[0]}", ".o_segment_builder[aria-busy=false]")

    return show


def _duplicates(screen):
    screen.open("/odoo/duplicates", ".o_match_table")


def _typing_twice(screen):
    screen.open("/odoo/people/new", ".o_constituent_page")
    known = screen.rpc("res.partner", "search_read", [
        ["email", "!=", False], ["constituent_type", "=", "individual"]], ["name", "email"])[0]
    screen.chrome.type(".o_field_widget[name=name] textarea", known["name"])
    screen.chrome.type(".o_field_widget[name=email] input", known["email"])
    screen.chrome.click(".o_field_widget[name=phone] input")
    screen.chrome.wait("[name=alike_banner]")
    screen.chrome.js("navigator.sendBeacon = () => true")  # the page is left and not saved


def _new_segment(screen):
    screen.open("/odoo/segments/new", ".o_segment_builder[aria-busy=false]")
    screen.chrome.click(".o_segment_add", "Condition")
    screen.chrome.wait(".o_segment_condition")


def _left_out(screen):
    if screen.phone:  # where the button to the people stands behind a menu
        screen.open("/odoo/segment-people", ".o_kanban_view .o_kanban_record")
        return
    found = screen.rpc("constituent.segment", "search_read", [["kind", "=", "frozen"]], ["frozen_snapshot_id"])
    screen.open(f"/odoo/segment-records/{found[0]['frozen_snapshot_id'][0]}", ".o_form_view .o_form_renderer")
    screen.chrome.click(".oe_stat_button", "People")
    screen.chrome.wait(".o_list_view tbody tr, .o_kanban_view .o_kanban_record")
    screen.chrome.settle()
    # without the filter "Included": the others are what it is about
    screen.chrome.click(".o_searchview_facet .o_facet_remove", "")


def _freezing(screen):
    _segment("Nobody spoke with them for a year")(screen)
    screen.more("Freeze")
    screen.chrome.wait(".modal .o_form_view")


def _merging(*buttons):
    """The merge of two records of one person, led on by the buttons. The preview changes nothing."""
    def show(screen):
        people = [screen.constituent(name) for name in ("Maëlle Le Goff", "Maelle Legoff")]
        screen.open(f"/odoo/people/{people[0]}", ".o_form_view .o_form_renderer")
        action = screen.rpc("res.partner", "action_merge", people)
        screen.chrome.js(f"odoo.__WOWL_DEBUG__.root.env.services.action.doAction({json.dumps(action)}), true")
        screen.chrome.wait(".modal .o_form_view .o_data_row, .modal .o_form_view .o_kanban_record")
        for button in buttons:
            screen.chrome.click(".modal-footer button", button)
            screen.chrome.settle()

    return show


def _merged(screen):
    """Two who have been merged, with the offer to undo it; merges them the first time."""
    stays = screen.constituent("Arthur Thackray")
    goes = screen.rpc("res.partner", "search", [["name", "=", "Arthur Thackery"]])
    if goes:
        action = screen.rpc("res.partner", "action_merge", [stays, goes[0]])
        wizard = screen.rpc("constituent.merge.wizard", "create", {
            "person_ids": action["context"]["default_person_ids"], "winner_id": stays})
        screen.rpc("constituent.merge.wizard", "action_merge", [wizard])
    screen.open(f"/odoo/people/{stays}", ".o_form_view .o_form_renderer")


def _merges(screen):
    _merged(screen)
    _list("merges")(screen)


def _users(screen):
    user = screen.rpc("res.users", "search", [["login", "=", "agnieszka.wojcik"]])[0]
    screen.open(f"/odoo/action-base.action_res_users/{user}", ".o_form_view .o_form_renderer")


def _import(screen, *buttons):
    """The sign-up sheet of the guide, uploaded and led on by the buttons. Tries out only: nobody is created."""
    screen.open("/odoo/constituent-imports/new", ".o_form_view .o_form_renderer")
    screen.chrome.upload(".o_field_widget[name=file] input[type=file]", ROOT / "docs/guide/sign-up-sheet.csv")
    screen.chrome.wait(".o_field_widget[name=file] .o_select_file_button, .o_field_widget[name=file] input[readonly]")
    screen.chrome.settle()
    for button, wait in buttons:
        screen.more(button)
        screen.chrome.wait(wait, 90)
        screen.chrome.settle()


MAPPING = ".o_field_widget[name=mapping_ids]"
READ = ("Read the file", f"{MAPPING} .o_data_row, {MAPPING} .o_kanban_record")
TRIED = ("Try it out", ".o_import_outcome .o_import_figures")


def _refused(screen):
    _import(screen, READ, TRIED)
    screen.chrome.js("""
        const rows = document.querySelector("[name=rows_not_taken]");
        rows.scrollIntoView();
        for (let above = rows; above; above = above.parentElement) {
            above.scrollTop -= above.scrollTop ? 130 : 0; // what stands on top of the page hides its heading
        }
    """)


OFFICER = [
    Shot("home", "What the officer sees first", "officer", _home("constituents")),
    Shot("people", "The list of people", "officer", _list("people")),
    Shot("people-cards", "People as cards", "officer", _kanban("people"), in_docs=False),
    Shot("organisations", "The list of organisations", "officer", _list("organisations"), in_docs=False),
    Shot("households", "The list of households", "officer", _list("households"), in_docs=False),
    Shot("relationships", "The list of relationships", "officer", _list("relationships"), in_docs=False),
    Shot("contact-history", "The contact history", "officer", _list("contact-history")),
    Shot("merge", "Two records of one person, side by side", "officer", _merging()),
    Shot("merge-preview", "A merge, before it happens", "officer", _merging("Preview")),
    Shot("merge-banner", "Somebody who was merged", "officer", _merged),
    Shot("merges", "The list of merges", "officer", _merges),
    Shot("duplicates", "The queue of possible duplicates", "officer", _duplicates),
    Shot("duplicates-typing", "Typing somebody who is on record", "officer", _typing_twice),
    Shot("segments", "The list of segments", "officer", _list("segments")),
    Shot("segment", "A segment as it is built", "officer", _segment("Nobody spoke with them for a year")),
    Shot("segment-purpose", "Whom the newsletter reaches", "officer", _segment("Newsletter in Stralsund"),
         in_docs=False),
    Shot("segment-rows", "Records in a time", "officer", _segment("On the telephone with us"), in_docs=False),
    Shot("segment-frozen", "A list with who was left out and why", "officer", _left_out),
    Shot("segment-freeze", "Freezing a segment", "officer", _freezing),
    Shot("segment-viewer", "A segment as the viewer sees it", "viewer", _segment("On the telephone with us"),
         in_docs=False),
    Shot("segment-new", "A segment not yet built", "officer", _new_segment, in_docs=False),
    Shot("person", "The page of a person", "officer", _page("Rosalind Thackray")),
    Shot("person-alert", "A person with an alert", "officer", _page("Grażyna Łuczak")),
    Shot("person-details", "Details of a person", "officer", _page("Mareike Voß", tab="Details"), height=1100),
    Shot("person-household", "Where somebody lived when", "officer", _page("Colin Dobson", tab="Household")),
    Shot("person-posts", "Where somebody worked when", "officer", _page("Folákẹ́ Adéyẹmí", tab="Posts")),
    Shot("person-relationships", "Relations", "officer", _page("Δέσποινα Παπαδοπούλου", tab="Relationships")),
    Shot("person-roles", "Roles and keys", "officer", _page("Maëlle Le Goff", tab="Roles")),
    Shot("household", "The page of a household", "officer", _home_of("Maëlle Le Goff")),
    Shot("household-members", "Members of a household", "officer", _home_of("Maëlle Le Goff", tab="Members")),
    Shot("household-move", "Moving to another household", "officer", _moving_out),
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
    Shot("imports", "The list of imports", "officer", _list("constituent-imports"), in_docs=False),
    Shot("import-columns", "Which column is what", "officer", lambda screen: _import(screen, READ), height=1200),
    Shot("import-preview", "What the import would do", "officer", lambda screen: _import(screen, READ, TRIED)),
    Shot("import-refused", "Rows that were refused", "officer", _refused, height=1100),
]
OTHERS = [
    Shot("viewer-person", "A person as the viewer sees it", "viewer", _page("Arthur Thackray"), in_docs=False),
    Shot("relationship-types", "Kinds of relationships", "manager", _list("relationship-types")),
    Shot("role-types", "Roles", "manager", _list("constituent-roles"), in_docs=False),
    Shot("salutations", "Salutations and household names", "manager", _list("salutations"), in_docs=False),
    Shot("background-work", "Background work", "operations", _home("operations")),
    Shot(
        "background-work-list",
        "All background work",
        "operations",
        _list("action-crm_kit.kit_batch_action"),
        in_docs=False,
    ),
    Shot("background-work-stopped", "Work that was stopped", "operations", _stopped_work, height=500),
    Shot("user-roles", "A user and the roles", "system", _users, height=1100),
    Shot(
        "portal",
        "What a supporter sees",
        "portal",
        lambda screen: screen.open("/my", ".o_portal, #wrapwrap"),
        in_docs=False,
    ),
]


def _why(screen):
    """Why a person who has objected may not have an appeal by e-mail."""
    objection = [["state", "=", "objected"], ["purpose", "=", "FUNDRAISING_APPEAL"], ["channels", "=", "email"]]
    found = screen.rpc("privacy.consent.event", "search_read", objection, ["partner_id"])
    if not found:
        raise PageError("Nobody in the demo organisation has objected to appeals by e-mail.")
    screen.open(f"/odoo/people/{found[0]['partner_id'][0]}", ".o_form_view .o_form_renderer")
    screen.chrome.click(".o_notebook .nav-link", "Privacy")
    screen.chrome.wait(".o_privacy_answer")
    screen.chrome.click("tr[data-purpose=FUNDRAISING_APPEAL] [data-channel=email]", "")
    screen.chrome.wait(".o_privacy_why")


def _record(path, model, domain):
    def show(screen):
        found = screen.rpc(model, "search", domain)
        if not found:
            raise PageError(f"The demo organisation has no {model} of that kind.")
        screen.open(f"/odoo/{path}/{found[0]}", ".o_form_view .o_form_renderer")

    return show


def _findings(screen):
    """What the search has found for the requests that are in review."""
    screen.open("/odoo/action-crm_privacy.privacy_request_item_action", ".o_list_view .o_data_row, .o_kanban_view")


def _my_choices(screen):
    screen.open("/my/privacy", "form")


def _complaint(screen):
    _record("requests", "constituent.request", [["is_complaint", "=", True], ["state", "=", "assigned"]])(screen)


def _stopped_message(screen):
    """The message composer, opened from the page of somebody with an alert that stops."""
    person = screen.constituent("Grażyna Łuczak")
    _page("Grażyna Łuczak")(screen)
    screen.chrome.js(f"""
        odoo.__WOWL_DEBUG__.root.env.services.action.doAction({{
            type: "ir.actions.act_window", name: "Write a message", res_model: "mail.compose.message",
            views: [[false, "form"]], target: "new", context: {{
                default_model: "res.partner", default_res_ids: [{person}], default_composition_mode: "comment",
                default_partner_ids: [{person}], default_subject: "The winter appeal"}}}});
    """)
    screen.chrome.wait(".modal [name=constituent_stop]")


def _stages(screen):
    screen.open("/odoo/people", ".o_list_view tbody tr, .o_kanban_view .o_kanban_record")
    if screen.phone:
        return
    screen.chrome.click(".o_searchview_dropdown_toggler", "")
    screen.chrome.wait(".o_group_by_menu")
    screen.chrome.click(".o_group_by_menu .o_menu_item", "Stage")
    screen.chrome.settle()
    screen.chrome.click(".o_searchview_dropdown_toggler", "")
    screen.chrome.settle()


SERVICE = [
    Shot("requests", "The queue of requests", "officer", _kanban("requests")),
    Shot("requests-list", "The queue as a list", "officer", lambda screen: screen.open(
        "/odoo/requests?view_type=list", ".o_list_view tbody tr, .o_kanban_record"), in_docs=False),
    Shot("request", "A complaint that is looked after", "officer", _complaint, height=1000),
    Shot("request-figures", "Times and satisfaction", "manager",
         lambda screen: screen.open("/odoo/request-figures", ".o_pivot table")),
    Shot("request-categories", "Categories of requests", "manager", _list("request-categories")),
    Shot("person-complaint", "Somebody in an open complaint", "officer", _page("Bích Thủy Nguyễn")),
    Shot("message-stop", "A message that must wait", "officer", _stopped_message),
    Shot("person-stance", "Where somebody stands", "officer", _page("Belén Cuervo Arango", tab="Stance")),
    Shot("people-stages", "People by their stage", "officer", _stages),
    Shot("my-requests", "The own requests", "portal", lambda screen: screen.open("/my/requests", "h1"), in_docs=False),
]
DECISION = [["state", "=", "given"], ["purpose", "=", "NEWSLETTER"]]
SOFT = [["jurisdiction_id.code", "=", "GB"], ["channel", "=", "email"], ["requirement", "=", "soft"]]
PRIVACY = [
    Shot("privacy-home", "What the data officer sees first", "data-officer", _home("privacy"), height=1100),
    Shot("privacy-why", "Why somebody may not be written to", "data-officer", _why, height=1200),
    Shot("privacy-restricted", "A person whose data may only be stored", "data-officer", _page("Zbigniew Łuczak")),
    Shot("privacy-decisions", "The list of decisions", "data-officer", _list("privacy-decisions")),
    Shot("privacy-decision", "A decision with its proof", "data-officer",
         _record("privacy-decisions", "privacy.consent.event", DECISION)),
    Shot("privacy-rule", "A rule of law", "data-officer", _record("privacy-rules", "privacy.rule", SOFT)),
    Shot("privacy-verified", "The ledger, verified", "data-officer",
         _record("privacy-verify", "privacy.ledger.check", [["state", "=", "sound"]])),
    Shot("privacy-requests", "Requests with their clocks", "data-officer", _kanban("privacy-requests")),
    Shot("privacy-request", "A request with its clock and its steps", "data-officer",
         _record("privacy-requests", "privacy.request", [["state", "=", "review"]]), height=1100),
    Shot("privacy-findings", "What the search has found", "data-officer", _findings),
    Shot("privacy-agreement", "An agreement in force", "data-officer",
         _record("sharing-agreements", "privacy.agreement", [["state", "=", "active"]]), height=1100),
    Shot("privacy-release", "A release with who is left out", "data-officer",
         _record("releases", "privacy.release", [["left_out_ids", "!=", False]]), height=1100),
    Shot("privacy-exports", "Exports that wait for approval", "data-officer", _list("exports-to-approve")),
    Shot("privacy-export-log", "Data that left", "data-officer", _list("export-log")),
    Shot("privacy-choices", "The page of choices", "portal", _my_choices, height=1100),
    Shot("privacy-signup", "A sign-up form", "data-officer",
         lambda screen: screen.open("/privacy/signup/news", "form"), height=1100),
    *(Shot(f"privacy-{name}", title, "data-officer",
           lambda screen, path=path: screen.open(f"/odoo/{path}", ".o_list_view, .o_kanban_view"), in_docs=False)
      for name, title, path in (
        ("states", "Where people stand", "privacy-states"), ("rules", "Rules", "privacy-rules"),
        ("purposes", "Purposes", "privacy-purposes"), ("log", "Contact log", "privacy-log"),
        ("suppression", "Suppression list", "privacy-suppression"), ("exits", "Exits", "privacy-exits"),
        ("restrictions", "Restrictions", "privacy-restrictions"), ("verify", "Verifications", "privacy-verify"),
        ("seals", "Seals", "privacy-seals"), ("anchors", "Anchors", "privacy-anchors"),
        ("statements", "Statements", "privacy-statements"), ("forms", "Sign-up forms", "privacy-forms"),
        ("opt-ins", "Sign-ups to confirm", "privacy-opt-ins"), ("clocks", "Statutory periods", "privacy-periods"),
        ("candidates", "Data without a basis", "action-crm_privacy.privacy_erasure_candidate_action"),
        ("notices", "Notices", "action-crm_privacy.privacy_recipient_notice_action"),
        ("programs", "Read by programs", "action-crm_privacy.privacy_program_disclosure_action"),
        ("disclosures", "Disclosure log", "action-crm_privacy.privacy_release_line_action"),
        ("switched-off", "Ways switched off", "ways-switched-off"),
        ("holidays", "Public holidays", "privacy-holidays"))),
]
GALLERY = OFFICER + OTHERS + PRIVACY + SERVICE
