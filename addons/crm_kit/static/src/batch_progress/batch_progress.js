import { Component, onWillDestroy, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatInteger } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const FIELDS = [
    "name", "state", "total", "done_count", "failed_count", "progress", "seconds_left", "message", "error",
];
const LIVE = ["waiting", "running", "stopping"];
const POLL_MS = 4000; // where the bus is silent: an operator who looks at the work of somebody else

/** "about 3 minutes left", or "" when nobody knows. */
export function timeLeftInWords(seconds) {
    if (!seconds) {
        return "";
    }
    if (seconds < 50) {
        return _t("less than a minute left");
    }
    if (seconds < 90) {
        return _t("about a minute left");
    }
    if (seconds < 5400) {
        return _t("about %s minutes left", Math.round(seconds / 60));
    }
    return _t("about %s hours left", Math.round(seconds / 3600));
}

/** The bar, the counts, the estimate and the buttons of one piece of background work, kept up to date. */
export class BatchProgress extends Component {
    static template = "crm_kit.BatchProgress";
    static props = { batchId: Number, onEnded: { type: Function, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.bus = useService("bus_service");
        this.state = useState({ batch: null, busy: false });
        this.onBus = (vals) => vals.id === this.props.batchId && this.show(vals);
        this.bus.subscribe("kit_batch", this.onBus);
        onWillStart(() => this.load(this.props.batchId));
        onWillUpdateProps((next) => next.batchId !== this.props.batchId && this.load(next.batchId));
        onWillDestroy(() => {
            this.bus.unsubscribe("kit_batch", this.onBus);
            browser.clearTimeout(this.timer);
        });
    }

    async load(batchId) {
        const found = await this.orm.silent.searchRead("kit.batch", [["id", "=", batchId]], FIELDS);
        this.show(found[0] || null);
    }

    show(batch) {
        const before = this.state.batch;
        this.state.batch = batch;
        browser.clearTimeout(this.timer);
        if (batch && LIVE.includes(batch.state)) {
            this.timer = browser.setTimeout(() => this.load(this.props.batchId), POLL_MS);
        } else if (before && batch && before.id === batch.id && LIVE.includes(before.state)) {
            this.props.onEnded?.();
        }
    }

    async act(method) {
        this.state.busy = true;
        try {
            await this.orm.call("kit.batch", method, [[this.props.batchId]]);
            await this.load(this.props.batchId);
        } finally {
            this.state.busy = false;
        }
    }

    get canStop() {
        return ["waiting", "running"].includes(this.state.batch.state);
    }
    get canResume() {
        return ["stopped", "failed"].includes(this.state.batch.state);
    }
    get isMeasured() {
        return this.state.batch.total > 0 || this.state.batch.state === "done";
    }
    get percent() {
        return Math.floor(this.state.batch.progress);
    }
    get barClass() {
        return {
            running: "progress-bar-striped progress-bar-animated",
            waiting: "progress-bar-striped progress-bar-animated",
            stopping: "bg-warning",
            stopped: "bg-secondary",
            done: "bg-success",
            failed: "bg-danger",
        }[this.state.batch.state];
    }
    get stateText() {
        return {
            waiting: _t("Waiting to start"),
            running: _t("Running"),
            stopping: _t("Stopping after this step"),
            stopped: _t("Stopped"),
            done: _t("Done"),
            failed: _t("Failed"),
        }[this.state.batch.state];
    }
    get icon() {
        return {
            waiting: "fa-clock-o",
            running: "fa-refresh",
            stopping: "fa-pause",
            stopped: "fa-stop",
            done: "fa-check",
            failed: "fa-exclamation-triangle",
        }[this.state.batch.state];
    }
    /** Counts in words: what was done, of how many, what was refused. */
    get countText() {
        const { total, done_count, failed_count, state } = this.state.batch;
        const handled = formatInteger(done_count + failed_count);
        const parts = [];
        if (total && state !== "done") {
            parts.push(_t("%(handled)s of %(total)s", { handled, total: formatInteger(total) }));
        } else {
            parts.push(_t("%s handled", handled));
        }
        if (failed_count) {
            parts.push(_t("%s refused", formatInteger(failed_count)));
        }
        return parts.join(", ");
    }
    get timeText() {
        return timeLeftInWords(this.state.batch.seconds_left);
    }
}

/** `widget="kit_batch_progress"` on a many2one to kit.batch. */
export class BatchProgressField extends Component {
    static template = "crm_kit.BatchProgressField";
    static components = { BatchProgress };
    static props = { ...standardFieldProps };

    setup() {
        this.onEnded = () => reloadUnlessDirty(this.props.record);
    }
    get batchId() {
        const value = this.props.record.data[this.props.name];
        return value ? value.id : false;
    }
}

/** `<widget name="kit_batch_progress"/>` on the form of the batch itself. */
export class BatchProgressWidget extends Component {
    static template = "crm_kit.BatchProgressField";
    static components = { BatchProgress };
    static props = { ...standardWidgetProps };

    setup() {
        this.onEnded = () => reloadUnlessDirty(this.props.record);
    }
    get batchId() {
        return this.props.record.resId;
    }
}

/** Show what the work left behind, but never throw away what somebody is typing. */
async function reloadUnlessDirty(record) {
    if (record.resId && !(await record.isDirty())) {
        await record.load();
    }
}

registry.category("fields").add("kit_batch_progress", {
    component: BatchProgressField,
    displayName: _t("Progress of background work"),
    supportedTypes: ["many2one"],
});
registry.category("view_widgets").add("kit_batch_progress", { component: BatchProgressWidget });
