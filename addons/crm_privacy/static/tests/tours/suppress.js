import { registry } from "@web/core/registry";

const open = [
    { content: "The button of the list", trigger: "button:contains(Suppress…)", run: "click" },
    { trigger: ".modal .o_field_widget[name=kind] input[data-value=person]", run: "click" },
];
const suppress = (lines, words) => [
    { trigger: ".modal .o_field_widget[name=lines] textarea", run: ({ edit }) => edit(lines) },
    { content: "Suppress, pressed twice", trigger: ".modal button[name=action_suppress]", run: "dblclick" },
    { trigger: `.o_notification:contains(${words})` },
    { trigger: ".o_notification_close", run: "click" },
    { trigger: "body:not(:has(.modal)):not(:has(.o_notification))" },
];

/** Lines of a preference service, once wrong, once right, and once more: the list holds each once and shows nobody. */
registry.category("web_tour.tours").add("crm_privacy_suppress", {
    steps: () => [
        { content: "The list says what it is for", trigger: ".o_nocontent_help:contains(Addresses that are not to be used)" },
        ...open,
        { trigger: ".modal .o_field_widget[name=lines] textarea", run: "edit Siân O'Neill" },
        { trigger: ".modal button[name=action_suppress]", run: "click" },
        { content: "A line without a postal code", trigger: ".modal:contains(line 1: Siân O'Neill)" },
        { trigger: ".o_error_dialog button:contains(Close)", run: "click" },
        { trigger: ".modal .o_field_widget[name=reason] input", run: "click" },
        { trigger: ".o_select_menu_item:contains(Preference service)", run: "click" },
        { trigger: ".modal .o_field_widget[name=note] input", run: "edit Preference service, file of May" },
        ...suppress("Siân O'Neill; SW1A 2AA\nPavel Petrov; 02115", "2 added"),
        { trigger: ".o_list_view .o_data_row:contains(Preference service):eq(1)" },
        { trigger: ".o_list_view:not(:contains(Petrov))" },
        ...open,
        ...suppress("Siân O'Neill; SW1A 2AA", "0 added to the suppression list, 1 were on it"),
        { trigger: ".o_list_view .o_data_row:eq(1)" },
    ],
});
