/**
 * Shows who is calling: a note with a button to the page of each, sent by the telephone system through the hub.
 */
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

export const callService = {
    dependencies: ["bus_service", "notification", "action"],

    start(env, { bus_service: bus, notification, action }) {
        bus.subscribe("crm_hub.call", ({ number, people }) => {
            const names = people.map((one) => (one.alert ? `${one.name} (${one.alert})` : one.name));
            const close = notification.add(names.join(", ") || _t("Nobody on record has this number."), {
                title: _t("Call from %s", number || _t("a withheld number")),
                type: people.some((one) => one.alert) ? "warning" : "info",
                sticky: true,
                buttons: people.slice(0, 4).map((one) => ({
                    name: one.name,
                    primary: true,
                    onClick: () => {
                        close();
                        action.doActionButton({
                            type: "object", name: "action_open_constituent", resModel: "res.partner", resId: one.id,
                        });
                    },
                })),
            });
        });
        bus.start();
    },
};

registry.category("services").add("crm_hub.call", callService);
