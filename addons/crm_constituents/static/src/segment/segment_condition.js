import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { aggregateLabels, conditionOn, operatorLabels, shapeOf, startValue, typeOf } from "./segment_nodes";
import { SegmentValue } from "./segment_value";

/** One condition: what is asked, how it is compared, with what, and for records in which time and which of them. */
export class SegmentCondition extends Component {
    static template = "crm_constituents.SegmentCondition";
    static components = { SegmentValue };
    static props = { node: Object, catalogue: Object, isFaulty: Boolean, onChange: Function, onRemove: Function };

    setup() {
        this.operatorLabels = operatorLabels();
        this.aggregateLabels = aggregateLabels();
    }

    get measure() {
        return this.props.catalogue.measures[this.props.node.measure];
    }
    /** Choices of what to ask under their headings: [[heading, [measure]]]. */
    get sections() {
        const sections = new Map();
        for (const measure of Object.values(this.props.catalogue.measures)) {
            sections.set(measure.section, [...(sections.get(measure.section) || []), measure]);
        }
        return [...sections];
    }
    get aggregates() {
        return Object.keys(this.measure.aggregates);
    }
    get aggregateFields() {
        return Object.entries(this.measure.aggregates[this.props.node.aggregate] || {});
    }
    get type() {
        return this.measure.kind === "rows" ? typeOf(this.props.node.aggregate) : this.measure.type;
    }
    /** [[operator, label]] */
    get operators() {
        const names = this.measure.kind === "segment" ? ["in", "not_in"] : this.props.catalogue.operators[this.type];
        const fits = this.measure.kind === "rows" ? names.filter((name) => !["set", "unset"].includes(name)) : names;
        return fits.map((name) => [name, this.operatorLabels[this.type][name]]);
    }
    get domain() {
        if (this.measure.kind === "segment") {
            return [["id", "!=", this.props.catalogue.segmentId]];
        }
        return this.measure.domain || [];
    }
    get filters() {
        return Object.entries(this.measure.filters);
    }
    get windowKind() {
        const window = this.props.node.window;
        return window.ever ? "ever" : "last" in window ? "last" : "on" in window ? "on" : "between";
    }
    get windowKinds() {
        const kinds = [["last", _t("in the last")], ["between", _t("between")], ["ever", _t("ever")]];
        return this.measure.dated === "period" ? [["on", _t("on the day")], ...kinds] : kinds;
    }

    operatorsOf(row) {
        const { type } = this.measure.filters[row.field];
        return this.props.catalogue.operators[type].map((name) => [name, this.operatorLabels[type][name]]);
    }
    onMeasure(ev) {
        const { node, catalogue } = this.props;
        const fresh = conditionOn(catalogue.measures[ev.target.value], catalogue);
        for (const name of Object.keys(node).filter((one) => one !== "key" && !(one in fresh))) {
            delete node[name];
        }
        Object.assign(node, fresh);
        this.props.onChange();
    }
    onAggregate(ev) {
        const { node } = this.props;
        const before = this.type;
        node.aggregate = ev.target.value;
        const fields = this.aggregateFields;
        if (fields.length) {
            node.of = fields[0][0];
        } else {
            delete node.of;
        }
        if (this.type !== before) {
            node.operator = this.operators[0][0];
            node.value = startValue(this.type, node.operator);
        }
        this.props.onChange();
    }
    onOf(ev) {
        this.props.node.of = ev.target.value;
        this.props.onChange();
    }
    onOperator(row, type, ev) {
        const shape = shapeOf(row.operator);
        row.operator = ev.target.value;
        if (shapeOf(row.operator) === "none") {
            delete row.value;
        } else if (shapeOf(row.operator) !== shape) {
            row.value = startValue(type, row.operator);
        }
        this.props.onChange();
    }
    onValue(row, value) {
        row.value = value;
        this.props.onChange();
    }
    onYes(ev) {
        this.props.node.value = ev.target.value === "yes";
        this.props.onChange();
    }
    onParam(name, value) {
        this.props.node.params[name] = value;
        this.props.onChange();
    }
    onWindowKind(ev) {
        this.props.node.window = {
            ever: { ever: true }, last: { last: 12, unit: "months" }, on: { on: "today" }, between: { from: "", to: "" },
        }[ev.target.value];
        this.props.onChange();
    }
    onWindow(window) {
        this.props.node.window = window;
        this.props.onChange();
    }
    onWindowEnd(name, ev) {
        this.props.node.window[name] = ev.target.value;
        this.props.onChange();
    }
    onAddFilter() {
        const [name, spec] = this.filters[0];
        const operator = this.props.catalogue.operators[spec.type][0];
        this.props.node.where.push({ field: name, operator, value: startValue(spec.type, operator) });
        this.props.onChange();
    }
    onFilterField(row, ev) {
        const { type } = this.measure.filters[ev.target.value];
        const operator = this.props.catalogue.operators[type][0];
        Object.assign(row, { field: ev.target.value, operator, value: startValue(type, operator) });
        this.props.onChange();
    }
    onRemoveFilter(index) {
        this.props.node.where.splice(index, 1);
        this.props.onChange();
    }
}
