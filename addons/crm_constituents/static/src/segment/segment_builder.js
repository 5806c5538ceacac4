import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { formatInteger } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { SegmentGroup } from "./segment_group";
import { fromDefinition, toDefinition } from "./segment_nodes";

const PAUSE = 600; // milliseconds without a change before it is counted

/** Builds the condition of a segment: groups within groups, counted and shown as they are now. */
export class SegmentBuilder extends Component {
    static template = "crm_constituents.SegmentBuilder";
    static components = { SegmentGroup };
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ tree: null, answer: {}, counting: false, failed: false });
        this.request = 0;
        this.askLater = useDebounced(() => this.ask(), PAUSE);
        onWillStart(async () => {
            const found = await this.orm.silent.call("constituent.segment", "action_measures", []);
            this.catalogue = {
                operators: found.operators,
                measures: Object.fromEntries(found.measures.map((measure) => [measure.key, measure])),
                segmentId: this.props.record.resId || 0,
            };
        });
        useRecordObserver((record) => {
            const seen = JSON.stringify([record.resId, record.data.kind, record.data[this.props.name]]);
            if (seen !== this.seen) {
                this.seen = seen;
                this.state.tree = fromDefinition(record.data[this.props.name]);
                this.ask(record);
            }
        });
    }

    get isBuilding() {
        return !this.props.readonly;
    }
    get people() {
        return this.state.answer.people || [];
    }
    get countText() {
        return formatInteger(this.state.answer.count || 0);
    }
    get moreText() {
        const more = (this.state.answer.count || 0) - this.people.length;
        return more > 0 ? _t("and %s more", formatInteger(more)) : "";
    }
    get faultPath() {
        return this.state.answer.fault ? (this.state.answer.path || []).join(".") : "none";
    }

    onChange() {
        const definition = toDefinition(this.state.tree);
        const { record, name } = this.props;
        this.seen = JSON.stringify([record.resId, record.data.kind, definition]);
        this.state.counting = true;
        record.update({ [name]: definition });
        this.askLater();
    }
    async ask(record = this.props.record) {
        const request = ++this.request;
        Object.assign(this.state, { counting: true, failed: false });
        try {
            const asked = record.data.kind === "frozen" && record.resId
                ? this.orm.silent.call("constituent.segment", "action_members", [[record.resId]])
                : this.orm.silent.call("constituent.segment", "action_try", [
                    toDefinition(this.state.tree), record.resId || false,
                ]);
            const answer = await asked;
            if (request === this.request) {
                this.state.answer = answer;
            }
        } catch {
            // a lost connection or a right that was taken away: the page says so, with a way to try again
            if (request === this.request) {
                Object.assign(this.state, { answer: {}, failed: true });
            }
        } finally {
            if (request === this.request) {
                this.state.counting = false;
            }
        }
    }
    onPerson(person) {
        return this.action.doAction({
            type: "ir.actions.act_window", res_model: "res.partner", res_id: person.id,
            views: [[false, "form"]], target: "current",
            context: { form_view_ref: "crm_constituents.res_partner_view_form" },
        });
    }
}

registry.category("fields").add("constituent_segment_builder", {
    component: SegmentBuilder,
    displayName: _t("Segment builder"),
    supportedTypes: ["json"],
    fieldDependencies: [{ name: "kind", type: "selection" }],
});
