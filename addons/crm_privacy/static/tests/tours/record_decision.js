import { registry } from "@web/core/registry";

const field = (name, what = "input") => `.o_field_widget[name=${name}] ${what}`;

/** A consent on paper, with its scan, from the page of a person; the answer stands there at once. */
registry.category("web_tour.tours").add("crm_privacy_record_decision", {
    steps: () => [
        { trigger: ".o_constituent_timeline" },
        { trigger: ".o_notebook_headers a:contains(Privacy)", run: "click" },
        { content: "Not yet", trigger: "tr[data-purpose=NEWSLETTER] .o_privacy_no[data-channel=email]" },
        { content: "Actions", trigger: ".o_cp_action_menus .dropdown-toggle:has(.fa-cog)", run: "click" },
        { trigger: ".o-dropdown--menu .o-dropdown-item:contains(Record a decision)", run: "click" },
        { trigger: `.modal ${field("purpose_id")}`, run: "edit Newsletter" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Newsletter)", run: "click" },
        { content: "The words are those of the form", trigger: ".modal .o_field_widget[name=words]:contains(/\\w/)" },
        { content: "By no way at all", trigger: ".modal button[name=action_record]", run: "click" },
        { trigger: ".modal:contains(Choose at least one way of contact)" },
        { trigger: ".o_error_dialog button:contains(Close)", run: "click" },
        { trigger: `.modal ${field("by_email")}`, run: "click" },
        {
            content: "The scan",
            trigger: ".modal .o_field_widget[name=scan] .o_select_file_button",
            async run() {
                const input = document.querySelector(".o_field_widget[name=scan] input[type=file]");
                const files = new DataTransfer();
                files.items.add(new File(["%PDF-1.4 a card"], "card-of-may.pdf", { type: "application/pdf" }));
                input.files = files.files;
                input.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        { trigger: `.modal ${field("scan")}:value(card-of-may.pdf)` },
        { content: "Record, pressed twice", trigger: ".modal button[name=action_record]", run: "dblclick" },
        { trigger: "body:not(:has(.modal))" },
        { content: "May we contact her? Yes", trigger: "tr[data-purpose=NEWSLETTER] .o_privacy_yes[data-channel=email]", run: "click" },
        { trigger: ".o_privacy_why:contains(Consent):contains(Paper)" },
        { trigger: ".o_privacy_event", run: "click" },
        { trigger: ".modal .o_form_view:contains(Given):contains(Paper)" },
        { trigger: ".modal .btn-close", run: "click" },
        { trigger: ".oe_stat_button:contains(Decisions):contains(1)" },
        { content: "And on the timeline", trigger: ".o_notebook_headers a:contains(Timeline)", run: "click" },
        { trigger: ".o_timeline_item[data-kind=decision]:contains(Given)" },
    ],
});
