import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** `widget="kit_steps"` on a selection: where one is in a wizard. Shows, and changes nothing. */
export class StepsField extends Component {
    static template = "crm_kit.StepsField";
    static props = { ...standardFieldProps, hiddenSteps: { type: Array, element: String, optional: true },
        failedField: { type: String, optional: true } };
    static defaultProps = { hiddenSteps: [] };

    get steps() {
        const { record, name, hiddenSteps } = this.props;
        const steps = record.fields[name].selection.filter(([value]) => !hiddenSteps.includes(value));
        const current = steps.findIndex(([value]) => value === record.data[name]);
        const last = steps.length - 1;
        const failed = this.props.failedField && record.data[this.props.failedField];
        return steps.map(([value, label], index) => ({
            value,
            label,
            number: index + 1,
            isCurrent: index === current,
            // the last step is the result: who got there has nothing before them
            status: index === current && failed ? "failed"
                : index < current || (index === current && index === last) ? "done"
                : index === current ? "current" : "upcoming",
        }));
    }
    statusText(step) {
        return { done: _t("done"), failed: _t("ended early"), current: _t("current step"), upcoming: _t("to come") }[step.status];
    }
}

registry.category("fields").add("kit_steps", {
    component: StepsField,
    displayName: _t("Steps"),
    supportedTypes: ["selection"],
    supportedOptions: [{ label: _t("Steps that are not shown"), name: "hidden", type: "string" },
        { label: _t("Field that says whether the current step has failed"), name: "failed", type: "string" }],
    extractProps: ({ options }) => ({ hiddenSteps: options.hidden || [], failedField: options.failed }),
});
