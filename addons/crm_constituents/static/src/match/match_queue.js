import { Component, onMounted, onWillStart, useExternalListener, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatInteger } from "@web/views/fields/formatters";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const MODEL = "constituent.match.candidate";
const TYPING = "input, textarea, select, [contenteditable=true], .modal, .o_popover";

/** The queue of possible duplicates, one pair at a time, side by side; worked by the keyboard alone. */
export class MatchQueue extends Component {
    static template = "crm_constituents.MatchQueue";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.root = useRef("root");
        this.display = { controlPanel: {} };
        this.state = useState({
            pairs: [], index: 0, total: 0, seen: [], decided: 0, kind: "", help: false, busy: false, loading: true,
        });
        this.undo = [];
        onWillStart(() => this.load());
        onMounted(() => this.focus());
        useExternalListener(window, "keydown", (event) => this.onKey(event));
    }

    get pair() {
        return this.state.pairs[this.state.index];
    }
    get leftText() {
        return formatInteger(this.state.total);
    }
    get sideNames() {
        return this.pair.sides.map((side) => side.name);
    }
    get keys() {
        return [
            ["N", _t("not a duplicate, and remember it")],
            ["M", _t("merge the two")],
            ["S", _t("skip for now")],
            ["Z", _t("take the last \"not a duplicate\" back")],
            ["← →", _t("back and forth between pairs")],
            ["1 2", _t("open the left or the right one")],
            ["?", _t("show or hide this help")],
        ];
    }

    async load() {
        this.state.loading = true;
        const answer = await this.orm.call(MODEL, "action_queue", [this.state.kind || false, this.state.seen]);
        Object.assign(this.state, { pairs: answer.pairs, total: answer.total, index: 0, loading: false });
        this.focus();
    }
    focus() {
        this.root.el?.focus({ preventScroll: true });
    }

    onKey(event) {
        if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(TYPING) || this.state.busy) {
            return;
        }
        const step = {
            n: () => this.notDuplicate(), m: () => this.merge(), s: () => this.skip(), z: () => this.takeBack(),
            arrowright: () => this.move(1), arrowleft: () => this.move(-1),
            1: () => this.open(0), 2: () => this.open(1), "?": () => this.toggleHelp(), escape: () => this.closeHelp(),
        }[event.key.toLowerCase()];
        if (step && !document.querySelector(".modal.show, .o_dialog")) {
            event.preventDefault();
            event.stopPropagation();
            step();
        }
    }

    toggleHelp() {
        this.state.help = !this.state.help;
    }
    closeHelp() {
        this.state.help = false;
    }
    move(by) {
        const index = this.state.index + by;
        if (index >= 0 && index < this.state.pairs.length) {
            this.state.index = index;
        }
    }
    async skip() {
        if (this.pair) {
            this.state.seen.push(this.pair.id);
            await this.drop(false);
        }
    }
    async drop(decided) {
        this.state.pairs.splice(this.state.index, 1);
        if (decided) {
            this.state.total -= 1;
            this.state.decided += 1;
        }
        if (this.state.index >= this.state.pairs.length) {
            this.state.index = Math.max(0, this.state.pairs.length - 1);
        }
        if (!this.state.pairs.length) {
            await this.load();
        }
        this.focus();
    }
    async guarded(work) {
        this.state.busy = true;
        try {
            return await work();
        } finally {
            this.state.busy = false;
        }
    }
    async notDuplicate() {
        const pair = this.pair;
        if (pair) {
            await this.guarded(() => this.orm.call(MODEL, "action_not_duplicate", [[pair.id]]));
            this.undo.push(pair);
            await this.drop(true);
        }
    }
    async takeBack() {
        const pair = this.undo.pop();
        if (pair) {
            await this.guarded(() => this.orm.call(MODEL, "action_reopen", [[pair.id]]));
            this.state.pairs.splice(this.state.index, 0, pair);
            this.state.total += 1;
            this.state.decided -= 1;
        }
    }
    async merge() {
        const pair = this.pair;
        if (!pair) {
            return;
        }
        const action = await this.guarded(() => this.orm.call(MODEL, "action_merge", [[pair.id]]));
        await this.action.doAction(action, { onClose: () => this.afterMerge(pair) });
    }
    async afterMerge(pair) {
        const gone = await this.orm.call(MODEL, "action_merged", [this.state.pairs.map((each) => each.id)]);
        if (gone.length) {
            this.state.pairs = this.state.pairs.filter((each) => !gone.includes(each.id) || each.id === pair.id);
            this.state.total -= gone.length - (gone.includes(pair.id) ? 1 : 0);
            this.state.index = Math.max(0, this.state.pairs.findIndex((each) => each.id === pair.id));
            if (gone.includes(pair.id)) {
                await this.drop(true);
            }
        }
        this.focus();
    }
    async open(side) {
        if (this.pair) {
            const name = side ? "action_open_right" : "action_open_left";
            this.action.doAction(await this.orm.call(MODEL, name, [[this.pair.id]]));
        }
    }
    async setKind(kind) {
        Object.assign(this.state, { kind, seen: [] });
        await this.load();
    }
    async scan() {
        this.action.doAction(await this.orm.call("constituent.match.scan", "action_scan", [[]]));
    }
}

registry.category("actions").add("crm_constituents.match_queue", MatchQueue);
