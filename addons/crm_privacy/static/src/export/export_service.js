import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { download } from "@web/core/network/download";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useAutofocus } from "@web/core/utils/hooks";

/** Asks in words what a file about people is for. */
export class PrivacyExportDialog extends Component {
    static template = "crm_privacy.ExportDialog";
    static components = { Dialog };
    static props = { close: Function, confirm: Function, cancel: Function };

    setup() {
        this.state = useState({ why: "" });
        useAutofocus({ refName: "why" });
    }

    get isReady() {
        return Boolean(this.state.why.trim());
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && this.isReady) {
            this.onConfirm();
        }
    }

    onConfirm() {
        this.props.confirm(this.state.why.trim());
        this.props.close();
    }

    onCancel() {
        this.props.cancel();
        this.props.close();
    }
}

export const privacyExportService = {
    dependencies: ["dialog", "orm", "notification"],
    start(env, { dialog, orm, notification }) {
        const send = download._download;

        const askWhy = () =>
            new Promise((resolve) => {
                dialog.add(
                    PrivacyExportDialog,
                    { confirm: resolve, cancel: () => resolve(false) },
                    { onClose: () => resolve(false) }
                );
            });

        download._download = async (options) => {
            if (!options.url?.startsWith("/web/export/")) {
                return send(options);
            }
            const params = JSON.parse(options.data.data);
            const names = params.fields.map((field) => field.name);
            const ask = (why) =>
                orm.call(
                    params.model,
                    "action_ask_export",
                    [params.ids || [], names, why, params.ids ? null : params.domain],
                    { context: params.context }
                );
            let answer = await ask("");
            if (answer.people) {
                const why = await askWhy();
                if (!why) {
                    return;
                }
                answer = await ask(why);
                if (!answer.go) {
                    notification.add(answer.message, {
                        title: _t("Asked for approval"),
                        type: "info",
                        sticky: true,
                    });
                    return;
                }
                params.context = { ...params.context, privacy_why: why };
            }
            return send({ ...options, data: { data: JSON.stringify(params) } });
        };
    },
};

registry.category("services").add("crm_privacy.export", privacyExportService);
