import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/** Everybody finds the work that they started, wherever they are. */
function myWorkItem(env) {
    return {
        type: "item",
        id: "kit_my_work",
        description: _t("My background work"),
        callback: () => env.services.action.doAction("crm_kit.kit_batch_action_mine"),
        sequence: 45,
    };
}

registry.category("user_menuitems").add("kit_my_work", myWorkItem);
