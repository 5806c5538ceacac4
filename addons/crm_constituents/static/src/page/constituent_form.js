import { browser } from "@web/core/browser/browser";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";

const READ = "crm_constituents.read";

/**
 * The page of a constituent: where an alert says stop, the first change of a session is saved only once it was read.
 *
 * Asked on saving, not on typing: who only looks is not held up, and nothing typed is lost. A changed alert is a new one.
 */
export class ConstituentFormController extends FormController {
    async onWillSaveRecord(record) {
        const text = record.data.edit_stop_text;
        if (record.resId && text && !this.wasRead(record.resId, text)) {
            const goesOn = await new Promise((resolve) => {
                this.dialogService.add(
                    ConfirmationDialog,
                    {
                        title: _t("Read this before you change anything"),
                        body: text,
                        confirmLabel: _t("I have read it, save"),
                        confirm: () => resolve(true),
                        cancelLabel: _t("Do not save yet"),
                        cancel: () => resolve(false),
                    },
                    { onClose: () => resolve(false) }
                );
            });
            if (!goesOn) {
                return false;
            }
            this.remember(record.resId, text);
        }
        return super.onWillSaveRecord(...arguments);
    }

    /** Texts that were read in this session of the browser, by the id of the person. */
    get known() {
        return JSON.parse(browser.sessionStorage.getItem(READ) || "{}");
    }

    wasRead(resId, text) {
        return this.known[resId] === text;
    }

    remember(resId, text) {
        browser.sessionStorage.setItem(READ, JSON.stringify({ ...this.known, [resId]: text }));
    }
}

registry.category("views").add("constituent_form", { ...formView, Controller: ConstituentFormController });
