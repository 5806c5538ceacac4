"""What axe-core says of a page in the browser (docs/decisions/0042-axe-core-reads-our-pages.md)."""
import base64
import json
import time

from odoo.tests.common import ChromeBrowserException
from odoo.tools.misc import file_open

AXE = 'test_crm_suite/static/lib/axe/axe.min.js'
TAGS = ('wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa')

# What Odoo's web client draws inside of our screens, and breaks a rule with wherever it is used: no page of ours can
# mend it. `(rule, selector of the element)`: why. A fault that is not exactly this is ours.
OF_ODOO = {
    ('aria-required-parent', '.o_notebook_headers [role=tab]'): "the list of tabs has no role=tablist",
    ('aria-allowed-attr', '.o_tag'): "tags that can be reached by the arrow keys carry aria-selected",
    ('aria-allowed-attr', 'div.o-dropdown'): "the frame of a select menu carries aria-expanded",
    ('aria-allowed-attr', '.o_progressbar .o_progress'): "the bar of the progressbar field has no role",
    ('autocomplete-valid', '[autocomplete=selectMenuAutocompleteOff]'): "a word that turns off all browsers' help",
    ('image-alt', '.o-mail-Avatar > img'): "the name stands beside the picture, which should say so by alt=\"\"",
    ('button-name', '.o_optional_columns_dropdown > button'): "the button for optional columns is an icon",
    ('label', '.o_field_binary input[readonly]'): "what shows the name of the chosen file has no label",
    ('label', '.o_list_record_selector input'): "the box that chooses a row has no label",
}

# resolves to '' as soon as all that is awaited is there and nothing is loading or moving, else to what is missing
# Odoo's program of a public page comes late: it holds presses back until it is there, and fails when left before.
READY = """(!document.querySelector('script[src*=assets_frontend_lazy],script[data-src*=assets_frontend_lazy]')
    || document.body.hasAttribute('is-ready')) && !window.isFetching"""
# What a page fetches fails when the page is left before the answer, and the failure stands on the console.
COUNT_FETCHES = """
(() => {
    if ('isFetching' in window) {
        return;
    }
    const { fetch } = window;
    let pending = 0;
    window.fetch = async (...args) => {
        pending++;
        try {
            return await fetch(...args);
        } finally {
            setTimeout(() => pending--); // what is fetched next because of the answer has begun by then
        }
    };
    Object.defineProperty(window, 'isFetching', { get: () => pending > 0 });
})()
"""
SETTLE = """
(async (selectors, seconds) => {
    const end = Date.now() + seconds * 1000;
    const missing = () => [
        ...selectors.filter((selector) => !document.querySelector(selector)),
        ...document.querySelectorAll('[aria-busy=true]:not([role=progressbar])').values().map(() => 'what is loading'),
    ].join(', ');
    const ready = () => document.readyState === 'complete' && READY;
    while (!ready() || missing()) {
        if (Date.now() > end) {
            return missing() || 'the end of the page';
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await new Promise((resolve) => setTimeout(resolve, 100)); // what a new width of the window sets in motion
    for (const animation of document.getAnimations()) {
        animation.cancel();
    }
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return '';
})(%s, %s)
""".replace('READY', READY)
RUN = """
(async (include, tags, odoo) => {
    const { violations } = await axe.run({ include }, {
        runOnly: { type: 'tag', values: tags },
        rules: { 'target-size': { enabled: true } }, // axe leaves it out unless asked
        resultTypes: ['violations'],
        elementRef: true,
    });
    const isOurs = (id, element) => !odoo.some(([rule, selector]) => rule === id && element.matches(selector));
    return violations.flatMap(({ id, help, nodes }) => nodes
        .filter(({ element }) => isOurs(id, element))
        .map(({ html, target, failureSummary }) => ({ id, help, html, target: target.join(' '), failureSummary })));
})(%s, %s, %s)
"""


class Page:
    """A tab of the browser of Odoo's tests, for more than one page."""

    def __init__(self, browser, base_url):
        self.browser, self.base_url = browser, base_url
        browser._websocket_request('Page.addScriptToEvaluateOnNewDocument', params={'source': COUNT_FETCHES})

    def run(self, code, seconds=20):
        """What a piece of JavaScript resolves to."""
        answer = self.browser._websocket_request('Runtime.evaluate', params={
            'expression': code, 'awaitPromise': True, 'returnByValue': True}, timeout=seconds)
        if problem := answer.get('exceptionDetails'):
            raise AssertionError(problem.get('exception', {}).get('description') or problem['text'])
        return answer['result'].get('value')

    def resize(self, width, height=900):
        self.browser._websocket_request('Emulation.setDeviceMetricsOverride', params={
            'mobile': False, 'width': width, 'height': height, 'deviceScaleFactor': 1})

    def open(self, path, *selectors):
        """Go to an address, and wait until the page shows all the selectors."""
        self.browser.navigate_to(self.base_url + path, wait_stop=True)
        self.settle(*selectors)

    def show(self, title, body):
        """Show a mail as a reader of mails does: its HTML in a page of its own."""
        page = (f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
                f'<meta name="viewport" content="width=device-width"></head><body>{body}</body></html>')
        self.browser.navigate_to(f'data:text/html;base64,{base64.b64encode(page.encode()).decode()}', wait_stop=True)
        self.settle('body *')

    def act(self, code, *selectors):
        """Do something that opens another page or screen, and wait for it."""
        self.run(f'{code}; true')
        self.settle(*selectors)

    def settle(self, *selectors, seconds=20):
        end = time.monotonic() + seconds
        while True:
            try:
                missing = self.run(SETTLE % (json.dumps(selectors), seconds), seconds + 5)
                break
            except ChromeBrowserException:  # the page went away under the code, to make room for the next
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)
        if missing:
            raise AssertionError(f"{self.run('location.pathname')} does not show {missing}.")


def check_page(page, *include, of_odoo=tuple(OF_ODOO)):
    """Parts of the page that shows (CSS selectors) break none of the rules of WCAG 2.2 AA that a program can check."""
    if not page.run('"axe" in window'):
        with file_open(AXE) as source:
            page.run(source.read() + '; true')
    return [
        f"{page.run('location.pathname')}: {found['id']}: {found['help']}: {found['target']}\n"
        f"    {found['html'][:300]}\n    {found['failureSummary'].splitlines()[-1].strip()}"
        for found in page.run(RUN % tuple(json.dumps(each) for each in (include, TAGS, of_odoo)))
    ]
