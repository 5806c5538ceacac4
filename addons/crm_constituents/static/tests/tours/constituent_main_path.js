import { registry } from "@web/core/registry";

/** A new person by keyboard, into a household of her own, a call logged, and the call seen on her timeline. */
registry.category("web_tour.tours").add("crm_constituents_main_path", {
    steps: () => [
        { content: "The list is there", trigger: ".o_list_view .o_list_button_add" },
        { content: "New, by its key", trigger: ".o_list_view", run: "press alt+c" },
        {
            content: "One line is a whole name",
            trigger: ".o_constituent_page .o_field_widget[name=name] textarea",
            run: "edit Mrs Ngozi van der Meer",
        },
        { content: "On with Tab", trigger: ".o_field_widget[name=name] textarea", run: "press Tab" },
        {
            content: "The title and the particles are told apart",
            trigger: ".o_field_widget[name=last_name] input:value(van der Meer)",
        },
        { trigger: ".o_field_widget[name=name_prefix] input:value(Mrs)" },
        { trigger: ".o_field_widget[name=email] input", run: "edit ngozi@example.org" },
        { content: "Save by key", trigger: ".o_field_widget[name=email] input", run: "press alt+s" },
        { trigger: ".o_form_saved .o_field_widget[name=constituent_no]:contains(/\\d+/)" },
        { content: "What has been", trigger: ".o_notebook_headers a:contains(Timeline)", run: "click" },
        { content: "The timeline says what will stand here", trigger: ".o_timeline_empty" },
        {
            content: "A household of her own",
            trigger: ".o_statusbar_buttons button:contains(Move to another household)",
            run: "click",
        },
        { trigger: ".modal .o_field_widget[name=target] input[data-value=new]", run: "click" },
        { trigger: ".modal button[name=action_preview]", run: "click" },
        { trigger: ".modal .o_field_widget[name=preview]:contains(joins The van der Meer household)" },
        { trigger: ".modal button[name=action_move]", run: "click" },
        { trigger: ".modal .o_field_widget[name=result]:contains(joins The van der Meer household)" },
        { trigger: ".modal button:contains(Close)", run: "click" },
        { trigger: ".o_field_widget[name=household_id]:contains(The van der Meer household)" },
        {
            content: "The move is on the timeline",
            trigger: ".o_timeline_item[data-kind=household]:contains(joined The van der Meer household)",
        },
        { content: "Log a call", trigger: ".o_statusbar_buttons button:contains(Log a call)", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=subject] input",
            run: "edit Asked about the hearing loop",
        },
        { trigger: ".modal .o_form_button_save", run: "click" },
        {
            content: "And there it stands",
            trigger: ".o_timeline_item[data-kind=contact]:contains(Asked about the hearing loop)",
        },
        { content: "Only contacts", trigger: ".o_timeline_filters button[data-kind=contact]", run: "click" },
        { trigger: ".o_constituent_timeline:not(:has(.o_timeline_item[data-kind=household]))" },
        { trigger: ".o_timeline_filters button[data-kind=contact][aria-pressed=true]" },
    ],
});
