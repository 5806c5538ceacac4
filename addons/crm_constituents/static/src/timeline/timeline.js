import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { deserializeDate, deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const { DateTime } = luxon;
const PAGE = 30;

/** Everything that happened with one constituent, newest first; filtered by kind, read a page at a time. */
export class ConstituentTimeline extends Component {
    static template = "crm_constituents.Timeline";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ items: [], kinds: [], chosen: [], next: null, loading: true, failed: false });
        this.request = 0;
        onWillStart(() => this.load());
        onWillUpdateProps((props) => {
            if (props.record.resId !== this.shownId) {
                return this.load(props.record.resId);
            }
        });
        // what was logged or recorded in a dialog changes a count on the page: then the list is read anew
        useRecordObserver((record) => {
            const counts = Object.keys(record.data).filter((name) => name.endsWith("_count"));
            const seen = [record.resId, record.data.household_id, ...counts.map((name) => record.data[name])].toString();
            if (this.seen !== undefined && this.seen !== seen && record.resId) {
                this.load(record.resId);
            }
            this.seen = seen;
        });
    }

    get isEmpty() {
        return !this.state.loading && !this.state.failed && !this.state.items.length;
    }
    get groups() {
        const groups = [];
        for (const item of this.state.items) {
            const month = this.dateOf(item).toFormat("LLLL yyyy");
            if (!groups.length || groups.at(-1).month !== month) {
                groups.push({ month, items: [] });
            }
            groups.at(-1).items.push(item);
        }
        return groups;
    }

    dateOf(item) {
        return item.is_date ? deserializeDate(item.date.slice(0, 10)) : deserializeDateTime(item.date);
    }
    formatMoment(item) {
        return this.dateOf(item).toLocaleString(item.is_date ? DateTime.DATE_MED : DateTime.DATETIME_MED);
    }

    async fetch(resId, before) {
        const request = ++this.request;
        this.state.loading = true;
        this.state.failed = false;
        try {
            const page = await this.orm.silent.call("res.partner", "action_timeline_page", [[resId]], {
                kinds: [...this.state.chosen],
                before,
                limit: PAGE,
            });
            return request === this.request ? page : null;
        } catch (error) {
            this.state.failed = true;
            throw error;
        } finally {
            if (request === this.request) {
                this.state.loading = false;
            }
        }
    }
    async load(resId = this.props.record.resId) {
        this.shownId = resId;
        if (!resId) {
            Object.assign(this.state, { items: [], next: null, loading: false });
            return;
        }
        const page = await this.fetch(resId, null);
        if (page) {
            Object.assign(this.state, { items: page.items, next: page.next, kinds: page.kinds });
        }
    }
    async onMore() {
        const page = await this.fetch(this.shownId, this.state.next);
        if (page) {
            this.state.items.push(...page.items);
            this.state.next = page.next;
        }
    }
    onFilter(kind) {
        const chosen = this.state.chosen;
        this.state.chosen = chosen.includes(kind) ? chosen.filter((other) => other !== kind) : [...chosen, kind];
        return this.load();
    }
    onAll() {
        this.state.chosen = [];
        return this.load();
    }
    async onOpen(item) {
        const action = await this.orm.call("res.partner", "action_timeline_open", [
            [this.shownId],
            item.model,
            item.res_id,
        ]);
        await this.action.doAction(action, { onClose: () => this.load() });
    }
}

registry.category("view_widgets").add("constituent_timeline", {
    component: ConstituentTimeline,
    fieldDependencies: [{ name: "interaction_count", type: "integer" }],
    label: _t("Timeline"),
});
