import { registry } from "@web/core/registry";

/** The data officer reads why a person gets no appeal, opens the decision, and finds it on the timeline. */
registry.category("web_tour.tours").add("crm_privacy_read_why", {
    steps: () => [
        { content: "Her page", trigger: ".o_constituent_page .o_field_widget[name=name]" },
        { content: "Decisions are counted", trigger: ".oe_stat_button:contains(Decisions):contains(2)" },
        { content: "The page of privacy", trigger: ".o_notebook_headers a:contains(Privacy)", run: "click" },
        {
            content: "The newsletter by e-mail: yes",
            trigger: "tr[data-purpose=NEWSLETTER] .o_privacy_yes[data-channel=email]",
            run: "click",
        },
        { trigger: ".o_privacy_why:contains(Consent)" },
        {
            content: "Appeals by e-mail: no",
            trigger: "tr[data-purpose=FUNDRAISING_APPEAL] .o_privacy_no[data-channel=email]",
            run: "click",
        },
        { trigger: ".o_privacy_why:contains(has objected, refused or withdrawn)" },
        { content: "The objection itself", trigger: ".o_privacy_event", run: "click" },
        { trigger: ".modal .o_form_view:contains(Objected)" },
        { trigger: ".modal .o_form_view:contains(never changed or deleted)" },
        { trigger: ".modal .btn-close", run: "click" },
        { content: "On the timeline it stands, too", trigger: ".o_notebook_headers a:contains(Timeline)", run: "click" },
        { trigger: ".o_timeline_item[data-kind=decision]:contains(Objected)" },
        { trigger: ".o_timeline_item[data-kind=decision]:contains(Given)" },
        { content: "All of them", trigger: ".oe_stat_button:contains(Decisions)", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains(Objected)" },
        { trigger: ".o_list_view .o_data_row:contains(Given)" },
    ],
});
