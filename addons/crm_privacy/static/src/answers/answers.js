import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const { DateTime } = luxon;

/** "May we contact this person?": each purpose with the gate's answer for each way, and why. */
export class PrivacyAnswers extends Component {
    static template = "crm_privacy.Answers";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ channels: [], purposes: [], open: null, loading: true, failed: false });
        this.request = 0;
        onWillStart(() => this.load());
        onWillUpdateProps((props) => {
            if (props.record.resId !== this.shownId) {
                return this.load(props.record.resId);
            }
        });
        // a decision recorded in a dialog changes the count on the page: then the gate is asked anew
        useRecordObserver((record) => {
            const seen = [record.resId, record.data.privacy_decision_count].toString();
            if (this.seen !== undefined && this.seen !== seen && record.resId === this.shownId) {
                this.load(record.resId);
            }
            this.seen = seen;
        });
    }

    /** Purposes under their headings: [{ name, channels, purposes }], each heading with the ways that it has. */
    get groups() {
        const groups = [];
        for (const purpose of this.state.purposes) {
            const name = purpose.under || _t("Other uses");
            if (!groups.length || groups.at(-1).name !== name) {
                groups.push({ name, purposes: [] });
            }
            groups.at(-1).purposes.push(purpose);
        }
        for (const group of groups) {
            group.channels = this.state.channels.filter((channel) =>
                group.purposes.some((purpose) => channel.code in purpose.cells)
            );
        }
        return groups;
    }

    keyOf(purpose, channel) {
        return `${purpose.code}/${channel.code}`;
    }
    cellId(purpose, channel) {
        return `privacy_why_${purpose.code}_${channel.code}`;
    }
    /** The one channel of a purpose whose reason is open, if any. */
    openChannel(purpose) {
        return this.state.channels.find((channel) => this.keyOf(purpose, channel) === this.state.open);
    }
    formatDay(moment) {
        return deserializeDateTime(moment).toLocaleString(DateTime.DATE_MED);
    }

    async load(resId = this.props.record.resId) {
        this.shownId = resId;
        const request = ++this.request;
        Object.assign(this.state, { loading: true, failed: false, open: null });
        if (!resId) {
            Object.assign(this.state, { purposes: [], loading: false });
            return;
        }
        try {
            const answers = await this.orm.silent.call("res.partner", "action_privacy_answers", [[resId]]);
            if (request === this.request) {
                Object.assign(this.state, answers);
            }
        } catch (error) {
            this.state.failed = true;
            throw error;
        } finally {
            if (request === this.request) {
                this.state.loading = false;
            }
        }
    }
    onWhy(purpose, channel) {
        const key = this.keyOf(purpose, channel);
        this.state.open = this.state.open === key ? null : key;
    }
    onRecord(model, resId) {
        return this.action.doAction({
            type: "ir.actions.act_window", res_model: model, res_id: resId, views: [[false, "form"]], target: "new",
        });
    }
}

registry.category("view_widgets").add("privacy_answers", {
    component: PrivacyAnswers,
    label: _t("May we contact this person?"),
});
