"""A telephone with the keyboard as the only way in, with or without JavaScript."""
import time

from odoo.tests.common import ChromeBrowserException

from .accessibility import READY, Page

WIDTH, HEIGHT = 360, 740
KEYS = {  # key: (code, number in Windows' table, text that it writes)
    'Tab': ('Tab', 9, ''), 'Enter': ('Enter', 13, '\r'), ' ': ('Space', 32, ' '), 'ArrowDown': ('ArrowDown', 40, ''),
}
# What a person can act on, in the order of the page; of radio buttons with one name Tab reaches one.
CONTROLS = """
(() => {
    const groups = new Set();
    const isChosen = (control) => {
        if (control.type !== 'radio') {
            return true;
        }
        const all = [...document.getElementsByName(control.name)].filter(({ form }) => form === control.form);
        return control === (all.find(({ checked }) => checked) || all[0]);
    };
    return [...document.querySelectorAll('#wrap :is(a[href], button, input, select, textarea, summary)')]
        .filter((control) => control.type !== 'hidden' && control.tabIndex >= 0 && !control.disabled
            && control.getClientRects().length && isChosen(control));
})()
"""
FOCUSED = f"{CONTROLS}.indexOf(document.activeElement)"
NAMES = f"{CONTROLS}.map((one) => one.id || one.name || one.textContent.trim())"
# What shows where the keyboard is: a ring, or a shadow around.
IS_MARKED = """
(() => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(document.activeElement);
    return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
})()
"""
MIDDLE = """
(() => {
    const one = document.querySelector(%s);
    one.scrollIntoView({ block: 'center', behavior: 'instant' });
    document.documentElement.dataset.before = 'yes';
    const { x, y, width, height } = one.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
})()
"""
MOST = 200  # presses of Tab


class Phone(Page):
    """The page as it is on a narrow touch screen; `script` says whether JavaScript is on."""

    def __init__(self, browser, base_url, script=True):
        super().__init__(browser, base_url)
        self.script = script
        self._tell('Emulation.setDeviceMetricsOverride', mobile=True, width=WIDTH, height=HEIGHT, deviceScaleFactor=2)
        self._tell('Emulation.setTouchEmulationEnabled', enabled=True)
        self._tell('Emulation.setScriptExecutionDisabled', value=not script)

    def _tell(self, method, **params):
        return self.browser._websocket_request(method, params=params)

    def settle(self, *selectors, seconds=15):
        """Wait until the page shows all the selectors; the page itself may run nothing, so it is asked from here."""
        end = time.monotonic() + seconds
        while not self._shows(selectors):
            if time.monotonic() > end:
                raise AssertionError(
                    f"{self.run('location.pathname')} does not show {', '.join(selectors)}, but: "
                    f"{self.run('document.body.innerText')[:200]}")
            time.sleep(0.05)

    def _shows(self, selectors):
        try:
            ready = READY if self.script else 'true'
            return self.run(f"document.readyState === 'complete' && {ready} && {list(selectors)}.every("
                            "(selector) => document.querySelector(selector))")
        except (ChromeBrowserException, AssertionError):  # the page went away, to make room for the next
            return False

    def press(self, key):
        code, number, text = KEYS[key]
        same = {'key': key, 'code': code, 'windowsVirtualKeyCode': number}
        self._tell('Input.dispatchKeyEvent', type='keyDown' if text else 'rawKeyDown', text=text, **same)
        self._tell('Input.dispatchKeyEvent', type='keyUp', **same)

    def enter(self, text):
        self._tell('Input.insertText', text=text)

    def begin(self):
        """Let the next Tab begin at the top of the page."""
        self.run("document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex');"
                 " scrollTo(0, 0); true")

    def reach(self, selector):
        """Press Tab until the control has the focus."""
        for _time in range(MOST):
            if self.run(f"document.activeElement.matches({selector!r})"):
                return
            self.press('Tab')
        raise AssertionError(f"{selector} cannot be reached by Tab.")

    def go(self, key, *selectors):
        """Press a key that opens another page, and wait for it."""
        self.run("document.documentElement.dataset.before = 'yes'; true")
        self.press(key)
        self.settle('html:not([data-before])', *selectors)

    def tap(self, selector, *selectors):
        """Touch the middle of a control with a finger; with further selectors, wait for the page that follows."""
        x, y = self.run(MIDDLE % repr(selector))
        self._tell('Input.dispatchTouchEvent', type='touchStart', touchPoints=[{'x': x, 'y': y}])
        self._tell('Input.dispatchTouchEvent', type='touchEnd', touchPoints=[])
        if selectors:
            self.settle('html:not([data-before])', *selectors)

    def walk(self):
        """`(names of all controls, names of those that Tab reaches in this order, those without a mark of focus)`."""
        self.begin()
        names, reached, unmarked = self.run(NAMES), [], []
        for _time in range(MOST):
            self.press('Tab')
            place = self.run(FOCUSED)
            if place < 0:
                if reached:
                    break
                continue  # not yet in the part that is ours
            if names[place] in reached:
                break
            reached.append(names[place])
            if not self.run(IS_MARKED):
                unmarked.append(names[place])
        self.begin()
        return names, reached, unmarked
