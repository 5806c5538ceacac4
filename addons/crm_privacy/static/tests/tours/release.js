import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** From an agreement in force to a release that waits for somebody else. */
tours.add("crm_privacy_release_prepare", {
    steps: () => [
        { content: "The agreement", trigger: ".o_data_row:contains(Sea Trust) .o_data_cell[name=partner_id]", run: "click" },
        { trigger: ".o_statusbar_buttons button:contains(New release)", run: "click" },
        { trigger: ".o_field_widget[name=purpose_id] input", run: "click" },
        { trigger: ".o-autocomplete--dropdown-item a:not(.o_loading)", run: "click" },
        { trigger: ".o_field_widget[name=purpose_id] input:value(/\\w/)" },
        { trigger: ".o_field_widget[name=format] input[data-value=csv]", run: "click" },
        { trigger: ".o_field_widget[name=note] textarea", run: "edit The spring mailing of our sister organisation" },
        { content: "What would happen", trigger: "button[name=action_preview]", run: "click" },
        { trigger: ".o_kit_result_success:contains(Would be passed on):contains(1)" },
        { content: "And who is left out, with the reason", trigger: ".o_field_widget[name=left_out_ids] .o_data_row:contains(/agreed/)" },
        { content: "Ask, pressed twice", trigger: "button[name=action_request]", run: "dblclick" },
        { trigger: ".alert:contains(Somebody else than who asked for it approves)" },
    ],
});

/** A second person, who may approve, does. */
tours.add("crm_privacy_release_approve", {
    steps: () => [
        { trigger: ".o_data_row:contains(Sea Trust) .o_data_cell[name=display_name]", run: "click" },
        { trigger: ".o_field_widget[name=requester_id]:contains(/\\w/)" },
        { content: "Approve, pressed twice", trigger: "button[name=action_approve]", run: "dblclick" },
        { trigger: ".o_field_widget[name=approver_id]:contains(/\\w/)" },
    ],
});

/** The file is made, and each of its rows stands in the log. */
tours.add("crm_privacy_release_make", {
    steps: () => [
        { trigger: ".o_data_row:contains(Sea Trust) .o_data_cell[name=display_name]", run: "click" },
        { content: "Make, pressed twice", trigger: "button[name=action_generate]", run: "dblclick" },
        { trigger: ".o_kit_result_success:contains(Passed on):contains(1)" },
        { trigger: "button[name=action_download]" },
        { trigger: ".o_field_widget[name=file_digest]:contains(/[0-9a-f]{64}/)" },
        { trigger: ".oe_stat_button:contains(Passed on)", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains(Ada Okafor)" },
    ],
});
