import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_kit_home", {
    steps: () => [
        { content: "the home shows the failed work", trigger: ".o_kit_home button[data-card=kit_failed_batches]", run: "click" },
        { content: "and opens the list behind it", trigger: ".o_list_view .o_data_cell:contains(Count the sheep)", run: "click" },
        { content: "the reason is told", trigger: ".o_kit_batch [role=alert]:contains(Row 5 has no name)" },
        { trigger: ".o_kit_batch button:contains(Resume)", run: "click" },
        { content: "it waits for its turn again", trigger: ".o_kit_batch[data-state=waiting]" },
        { trigger: ".o_kit_batch button:contains(Stop)", run: "click" },
        { trigger: ".o_kit_batch[data-state=stopped]" },
    ],
});
