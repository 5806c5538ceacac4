"""Public addresses."""
import re

from odoo import http

from .coverage import test_sources

# every address that our addons answer: what protects it, and the test that shows it (addon, class, method).
# A new controller is entered here, or the check fails.
ROUTES = {
    'POST /crm_kit/home': (
        "a logged-in user, who is given the cards of the roles of the own groups",
        ('crm_kit', 'TestKitHomeRoute', 'test_the_route_answers_users_and_nobody_else')),
    'GET /k/<string:token>': (
        "a random token stored as its hash; 60 requests a minute from an address, 20 for a token",
        ('crm_kit', 'TestKitLinkPages', 'test_showing_the_page_changes_nothing_however_often_scanners_do_it')),
    'POST /k/<string:token>': (
        "the same, and the CSRF token of the page",
        ('crm_kit', 'TestKitLinkPages', 'test_post_without_the_token_of_the_form_is_refused')),
    'POST /hub/in/<string:code>': (
        "a signature over moment, key and body; without CSRF token, as other systems post it; 60 that are not signed "
        "rightly a minute from an address; one answer for all of those",
        ('crm_hub', 'TestHubDoor', 'test_what_is_not_signed_rightly_gets_one_answer')),
    'GET /my/requests': (
        "a logged-in user, who sees the own requests",
        ('crm_constituents', 'TestRequestPortal', 'test_who_is_logged_in_sees_the_own_requests_and_no_others')),
    'GET /privacy/u/<string:token>': (
        "leads to the page of the link, which asks, and changes nothing",
        ('crm_privacy', 'TestUnsubscribe', 'test_p40_get_shows_a_page_with_a_button_and_changes_nothing')),
    'POST /privacy/u/<string:token>': (
        "a random token stored as its hash, for a no and nothing else; without CSRF token, as mail providers post it "
        "(RFC 8058); the same answer for every token",
        ('crm_privacy', 'TestUnsubscribe', 'test_p40_a_wrong_token_gets_the_same_answer_and_does_nothing')),
    'GET /my/privacy': (
        "a logged-in user, who sees the own choices",
        ('crm_privacy', 'TestPrivacyPortal', 'test_the_page_asks_for_a_login_and_shows_the_own_choices_only')),
    'POST /my/privacy': (
        "a logged-in user, who decides about the own person; the CSRF token of the page",
        ('crm_privacy', 'TestPrivacyPortal', 'test_saving_in_the_portal_records_the_decision_once')),
    'GET /my/privacy/proof.<string:kind>': (
        "a logged-in user, who gets the proof of the own decisions",
        ('crm_privacy', 'TestPrivacyPortal', 'test_p39_a_supporter_downloads_the_own_proof_only')),
    'GET /crm_privacy/proof/<int:partner_id>.<string:kind>': (
        "data officers, of people whom they may read",
        ('crm_privacy', 'TestPrivacyPortal', 'test_only_the_data_officer_downloads_the_proof_of_others')),
    'GET /privacy/signup/<string:code>': (
        "60 requests a minute from an address; shows a form and changes nothing",
        ('crm_privacy', 'TestPrivacySignupPage', 'test_showing_the_form_changes_nothing_and_ticks_nothing')),
    'POST /privacy/signup/<string:code>': (
        "10 in ten minutes from an address, 3 mails a day to one, none while one waits; a trap field; the CSRF token; "
        "one answer for all",
        ('crm_privacy', 'TestPrivacySignupPage', 'test_the_answer_is_the_same_for_known_and_unknown_addresses')),
    'GET /privacy/request': (
        "a form that shows nothing of anybody",
        ('crm_privacy', 'TestPrivacyRequestPages', 'test_showing_the_page_enters_nothing')),
    'POST /privacy/request': (
        "the CSRF token of the page; 10 requests an hour from an address; the same answer for everybody, a link to the "
        "given address",
        ('crm_privacy', 'TestPrivacyRequestPages', 'test_the_answer_is_the_same_for_everybody')),
    'POST /privacy/package/<string:token>': (
        "a random token stored as its hash, for 14 days; the CSRF token; the limits of public links",
        ('crm_privacy', 'TestPrivacyRequestPages', 'test_a_package_is_fetched_by_its_link_and_by_nothing_else')),
}


def own_routes(addons):
    """`(addon, address, routing)` of each address of some addons; an address is a method and a path."""
    for addon in addons:
        for controller in http.Controller.children_classes.get(addon, ()):
            for method in vars(controller).values():
                routing = getattr(method, 'original_routing', None)
                for path in routing and routing.get('routes') or ():
                    usual = ['POST'] if routing.get('type') == 'jsonrpc' else ['ANY']
                    for verb in routing.get('methods') or usual:
                        yield addon, f'{verb} {path}', routing


def check_routes_are_declared(addons, table=frozenset(ROUTES)):
    """Each address says who may come (`auth`) and how (`methods`); a POST keeps its CSRF check."""
    faults = []
    for addon, path, routing in own_routes(addons):
        verb = path.split()[0]
        if 'auth' not in routing:
            faults.append(f"{path} ({addon}) does not say who may come: auth='user', 'public' or 'none'")
        if routing.get('type', 'http') == 'http' and not routing.get('methods'):
            faults.append(f"{path} ({addon}) does not say how: methods=['GET'] or ['POST']")
        if routing.get('csrf') is False and path not in table:
            faults.append(f"{path} ({addon}) takes a POST from any site: leave csrf on, or enter the reason in ROUTES")
        if verb == 'POST' and routing.get('auth') in ('public', 'none') and 'GET' in (routing.get('methods') or ()):
            faults.append(f"{path} ({addon}) answers GET and POST alike: GET shows, POST acts, at another address")
    return faults


def check_routes_are_in_the_table(addons, table):
    """Each address is in the table, with its protection and an existing test; the table has no other."""
    faults = []
    known = {path: addon for addon, path, _routing in own_routes(addons)}
    for path, addon in known.items():
        if path not in table:
            faults.append(f"{path} ({addon}) is not in routes.ROUTES: enter what protects it and its test")
            continue
        protection, (tester, case, test) = table[path]
        text = '\n'.join(test_sources(tester).values())
        if not protection or not re.search(rf'^class {case}\b', text, re.MULTILINE) or f'def {test}(' not in text:
            faults.append(f"{path}: {tester} has no test {case}.{test}, or the table names no protection")
    return faults + [f"{path} is in routes.ROUTES, and nobody answers there" for path in table if path not in known]
