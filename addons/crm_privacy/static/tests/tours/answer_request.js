import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const field = (name, what = "input") => `.o_field_widget[name=${name}] ${what}`;
const step = (name) => `.o_statusbar_status .o_arrow_button_current:contains(${name})`;

/** Choose what a list of choices offers. */
const choose = (name, words) => [
    { trigger: field(name), run: "click" },
    { trigger: `.o_select_menu_item:contains(${words})`, run: "click" },
];

/** A request of access comes in: entered, the identity shown, everything searched, reviewed, given on for approval. */
tours.add("crm_privacy_request_enter", {
    steps: () => [
        { content: "The register", trigger: ".o_list_button_add", run: "click" },
        { content: "Who asks", trigger: field("partner_id"), run: "edit Zoë" },
        {
            content: "The only one of that name",
            trigger: `.o_field_widget[name=partner_id]:has(.ui-state-active:contains(Zoë Brontë-O'Neill)) input`,
            run: "press Enter",
        },
        { content: "The law is that of her country", trigger: `${field("jurisdiction_id")}:value(United Kingdom)` },
        ...choose("received_by", "Letter"),
        { content: "The clock runs", trigger: ".o_field_widget[name=due_on]:contains(/\\d/)" },
        { content: "Who is it?", trigger: "button[name=action_ask_identity]", run: "click" },
        { trigger: step("Identify") },
        ...choose("identity_state", "Verified"),
        { trigger: field("identity_method"), run: "edit Passport seen" },
        { content: "Search, pressed twice", trigger: "button[name=action_collect]", run: "dblclick" },
        { content: "The whole system is looked through", trigger: step("Collect"), timeout: 60000 },
        { content: "What was found is counted", trigger: ".oe_stat_button:contains(Findings):contains(/\\d/)" },
        { trigger: "button[name=action_review]:contains(Begin the review)", run: "click" },
        { trigger: step("Review") },
        { content: "Too early", trigger: "button[name=action_submit]", run: "click" },
        { trigger: ".modal:contains(are not reviewed yet)" },
        { trigger: ".o_error_dialog button:contains(Close)", run: "click" },
        { trigger: ".oe_stat_button:contains(Findings)", run: "click" },
        { content: "Each of them, all at once", trigger: ".o_list_view thead .o_list_record_selector input", run: "click" },
        { trigger: ".o_control_panel button:contains(Reviewed)", run: "click" },
        { trigger: ".o_list_view:not(:has(.o_data_row .o_field_boolean_toggle input:not(:checked)))" },
        { trigger: ".o_breadcrumb .o_back_button, .o_back_button", run: "click" },
        { content: "Given on, pressed twice", trigger: "button[name=action_submit]", run: "dblclick" },
        { trigger: step("Approve") },
        { content: "Nobody approves what they have submitted", trigger: "button[name=action_approve]", run: "click" },
        { trigger: ".modal:contains(Somebody else must approve it)" },
        { trigger: ".o_error_dialog button:contains(Close)", run: "click" },
        { trigger: "button[name=action_approve]" },
    ],
});

/** A second officer opens what waits for approval, and approves it. */
tours.add("crm_privacy_request_approve", {
    steps: () => [
        { trigger: step("Approve") },
        { content: "What is handed over can be read", trigger: ".oe_stat_button:contains(Findings)" },
        { content: "Approve, pressed twice", trigger: "button[name=action_approve]", run: "dblclick" },
        { trigger: ".o_field_widget[name=approved_on]:contains(/\\d/)" },
        { trigger: "button[name=action_deliver]:contains(Make and deliver)" },
    ],
});

/** The first officer makes the package, sends its link, and ends the request. */
tours.add("crm_privacy_request_deliver", {
    steps: () => [
        { content: "Deliver, pressed twice", trigger: "button[name=action_deliver]", run: "dblclick" },
        { trigger: step("Delivered") },
        { trigger: ".o_notebook_headers a:contains(Package)", run: "click" },
        { trigger: ".o_field_widget[name=package_ids] .o_data_row:contains(.zip)" },
        { content: "The link goes out, pressed twice", trigger: "button[name=action_send_link]", run: "dblclick" },
        { trigger: ".o_notebook_headers a:contains(Log)", run: "click" },
        { trigger: ".o_field_widget[name=log_ids] .o_data_row:contains(Link to the package sent)" },
        ...choose("outcome", "Fulfilled"),
        { trigger: "button[name=action_close]", run: "click" },
        { trigger: step("Closed") },
    ],
});
