import { registry } from "@web/core/registry";

const CONTENT = `Id,First name,Last name,E-mail,Birth date
T1,Олена,Коваль,olena.koval@example.org,31.12.1980
T2,Ngọc,Nguyễn,not an address,01.05.1990
T3,Kwame,Mensah,kwame@example.org,02.06.1975
`;

/** A small file with one wrong row: read, tried out, imported, and the refused row with its reason. */
registry.category("web_tour.tours").add("crm_constituents_import_people", {
    steps: () => [
        { content: "A new import", trigger: ".o_list_button_add, .o_control_panel button:contains(New)", run: "click" },
        {
            content: "Choose the file",
            trigger: ".o_field_widget[name=file] .o_select_file_button",
            async run() {
                const input = document.querySelector(".o_field_widget[name=file] input[type=file]");
                const files = new DataTransfer();
                files.items.add(new File([CONTENT], "people-of-the-tour.csv", { type: "text/csv" }));
                input.files = files.files;
                input.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        { trigger: ".o_field_widget[name=name]:contains(people-of-the-tour.csv)" },
        { content: "Read it", trigger: "button[name=action_read]:contains(Read the file)", run: "click" },
        { content: "The columns are found", trigger: ".o_field_widget[name=mapping_ids] td:contains(Date of birth)" },
        { trigger: ".o_field_widget[name=source_text]:contains(3 rows)" },
        { content: "Try it out", trigger: "button[name=action_dry_run]", run: "click" },
        { content: "What would happen", trigger: ".o_import_outcome h2:contains(What the import would do)" },
        { trigger: ".o_import_figure .o_field_widget[name=created_count]:contains(2)" },
        { trigger: ".o_import_figure .o_field_widget[name=refused_count]:contains(1)" },
        { content: "Import", trigger: "button[name=action_import]", run: "click" },
        { content: "What happened", trigger: ".o_import_outcome h2:contains(What the import did)" },
        { trigger: ".o_import_outcome:contains(nothing is lost)" },
        { content: "Why not all", trigger: ".o_field_widget[name=refused_ids] td:contains(is no e-mail address)" },
        { content: "The people", trigger: ".o_import_figure:contains(created)", run: "click" },
        { trigger: ".o_list_view td:contains(Kwame Mensah)" },
    ],
});
