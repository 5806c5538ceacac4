import { registry } from "@web/core/registry";

const press = (key, selector = ".o_match_page") => ({
    content: "Press " + key, trigger: selector,
    run() {
        document.querySelector(".o_match_page").dispatchEvent(
            new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    },
});
const shown = (text) => ({ content: text + " is looked at", trigger: ".o_match_table:contains(" + text + ")" });

/** An officer works the queue of possible duplicates by the keyboard, and sees a notice while typing somebody known. */
registry.category("web_tour.tours").add("crm_constituents_duplicates", {
    steps: () => [
        { content: "Three pairs wait", trigger: ".o_match_total:contains(3)" },
        shown("Ada Okafor"),
        { content: "What differs is marked", trigger: ".o_match_other:contains(Leeds)" },
        press("?"),
        { content: "The keys are told", trigger: ".o_match_keys:contains(not a duplicate)" },
        press("Escape"),
        { trigger: ".o_match_page:not(:has(.o_match_keys))" },
        press("ArrowRight"),
        shown("Björn Lindqvist"),
        press("ArrowLeft"),
        shown("Ada Okafor"),
        press("n"),
        { content: "Decided", trigger: ".o_match_total:contains(2)" },
        shown("Björn Lindqvist"),
        press("z"),
        { content: "Taken back", trigger: ".o_match_total:contains(3)" },
        shown("Ada Okafor"),
        press("n"),
        { trigger: ".o_match_total:contains(2)" },
        press("s"),
        shown("Chidi Whitby"),
        press("n"),
        { content: "Nothing but what was passed over", trigger: ".o_match_empty:contains(Nothing else to look at)" },
        { content: "Only organisations", trigger: "button:contains(Organisations)", run: "click" },
        { trigger: ".o_match_empty:contains(No possible duplicates)" },
    ],
});
registry.category("web_tour.tours").add("crm_constituents_typing_twice", {
    steps: () => [
        { trigger: ".o_list_button_add, .o-kanban-button-new", run: "click" },
        { trigger: ".o_constituent_page .o_field_widget[name=name] textarea", run: "edit Ada Okafor" },
        { trigger: ".o_constituent_page .o_field_widget[name=email] input", run: "edit ada.okafor@example.org" },
        { trigger: ".o_constituent_page .o_field_widget[name=phone] input", run: "click" },
        { content: "Somebody is on record", trigger: "[name=alike_banner]:contains(Ada Okafor)" },
        { content: "And may be saved all the same", trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { trigger: ".o_constituent_page:not(:has([name=alike_banner]))" },
    ],
});
