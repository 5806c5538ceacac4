import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { SegmentCondition } from "./segment_condition";
import { newCondition, newGroup } from "./segment_nodes";

const DEPTH = 6; // as the server allows

/** Conditions and groups that are joined in one way: all of them, at least one, none. */
export class SegmentGroup extends Component {
    static template = "crm_constituents.SegmentGroup";
    static components = { SegmentCondition };
    static props = {
        node: Object,
        catalogue: Object,
        path: Array,
        faultPath: String,
        onChange: Function,
        onRemove: { type: Function, optional: true },
    };

    get joins() {
        return [
            ["all", _t("All of this is true")],
            ["any", _t("At least one of this is true")],
            ["none", _t("None of this is true")],
        ];
    }
    get title() {
        return this.props.path.length ? _t("Group") : _t("Condition of the segment");
    }
    get mayNest() {
        return this.props.path.length < DEPTH - 1;
    }
    get isFaulty() {
        return this.props.path.length > 0 && this.props.path.join(".") === this.props.faultPath;
    }

    pathOf(index) {
        return [...this.props.path, index];
    }
    isFaultyChild(index) {
        return this.pathOf(index).join(".") === this.props.faultPath;
    }
    onJoin(ev) {
        this.props.node.op = ev.target.value;
        this.props.onChange();
    }
    onAdd() {
        this.props.node.of.push(newCondition(this.props.catalogue));
        this.props.onChange();
    }
    onAddGroup() {
        this.props.node.of.push(newGroup(this.props.catalogue));
        this.props.onChange();
    }
    onRemoveChild(index) {
        this.props.node.of.splice(index, 1);
        this.props.onChange();
    }
}
SegmentGroup.components = { SegmentCondition, SegmentGroup };
