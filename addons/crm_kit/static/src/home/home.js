import { Component, onWillStart, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { formatDate, deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const { DateTime } = luxon;
const REMEMBER = "crm_kit.home.role";

/** Points of a polyline in a box of width x height; a flat line for numbers that are all the same. */
export function sparkline(numbers, width = 96, height = 24) {
    if (numbers.length < 2) {
        return "";
    }
    const low = Math.min(...numbers);
    const span = Math.max(...numbers) - low;
    const step = width / (numbers.length - 1);
    return numbers
        .map((number, index) => {
            const share = span ? (number - low) / span : 0.5;
            return `${(index * step).toFixed(1)},${(height - 2 - share * (height - 4)).toFixed(1)}`;
        })
        .join(" ");
}

/** The landing page of each role. What it shows comes from kit.home; it draws, and opens what is behind. */
export class KitHome extends Component {
    static template = "crm_kit.Home";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.state = useState({ home: null, busy: false, explained: null });
        this.display = { controlPanel: {} };
        onWillStart(() => this.load(this.wantedRole));
    }

    get wantedRole() {
        const { params = {}, context = {} } = this.props.action;
        return params.role || context.role || browser.localStorage.getItem(REMEMBER) || null;
    }
    get today() {
        return DateTime.local().toLocaleString({ weekday: "long", day: "numeric", month: "long" });
    }
    get isIdle() {
        return this.state.home.queue.every((card) => card.is_empty);
    }
    get roleName() {
        const { roles, role } = this.state.home;
        return roles.find((each) => each.role === role)?.name || "";
    }

    async load(role) {
        this.state.busy = true;
        try {
            this.state.home = await rpc("/crm_kit/home", { role });
        } finally {
            this.state.busy = false;
        }
    }
    async choose(role) {
        browser.localStorage.setItem(REMEMBER, role);
        await this.load(role);
    }
    open(card) {
        if (card.action) {
            return this.action.doAction(card.action);
        }
    }
    explain(card) {
        this.state.explained = this.state.explained === card.key ? null : card.key;
    }
    oldestText(card) {
        return _t("oldest from %s", formatDate(deserializeDate(card.oldest)));
    }
    trendText(card) {
        return _t("Trend, %(what)s: %(numbers)s", { what: card.trend_help, numbers: card.trend.join(", ") });
    }
    sparkline(card) {
        return sparkline(card.trend);
    }
}

registry.category("actions").add("crm_kit.home", KitHome);
