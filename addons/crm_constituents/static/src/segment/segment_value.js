import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { MultiRecordSelector } from "@web/core/record_selectors/multi_record_selector";
import { shapeOf } from "./segment_nodes";

/** The value of a comparison, by its type: a text, a number, a day, a length of time, choices, records. */
export class SegmentValue extends Component {
    static template = "crm_constituents.SegmentValue";
    static components = { MultiRecordSelector };
    static props = {
        type: String,
        operator: String,
        value: { optional: true },
        label: String,
        options: { type: Object, optional: true },
        relation: { type: String, optional: true },
        domain: { type: Array, optional: true },
        onChange: Function,
    };

    get shape() {
        return shapeOf(this.props.operator);
    }
    get units() {
        return [["days", _t("days")], ["weeks", _t("weeks")], ["months", _t("months")], ["years", _t("years")]];
    }
    get inputType() {
        return { number: "number", day: "date" }[this.props.type] || "text";
    }
    get options() {
        return Object.entries(this.props.options || {});
    }

    read(ev) {
        if (this.props.type !== "number") {
            return ev.target.value;
        }
        return ev.target.value === "" ? null : Number(ev.target.value);
    }
    onInput(ev) {
        this.props.onChange(this.read(ev));
    }
    onPair(index, ev) {
        const pair = [...this.props.value];
        pair[index] = this.read(ev);
        this.props.onChange(pair);
    }
    onLast(ev) {
        this.props.onChange({ ...this.props.value, last: Number(ev.target.value) || null });
    }
    onUnit(ev) {
        this.props.onChange({ ...this.props.value, unit: ev.target.value });
    }
    onFlag(ev) {
        this.props.onChange(ev.target.value === "yes");
    }
    onChoice(key, ev) {
        const chosen = this.props.value.filter((one) => one !== key);
        this.props.onChange(ev.target.checked ? [...chosen, key] : chosen);
    }
    onMoment(ev) {
        this.props.onChange(ev.target.value === "today" ? "today" : "");
    }
    onRecords(ids) {
        this.props.onChange(ids);
    }
}
