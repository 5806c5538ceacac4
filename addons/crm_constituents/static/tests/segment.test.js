import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { click, edit, queryAllTexts, queryFirst, select } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { clickSave, defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

class Segment extends models.Model {
    _name = "constituent.segment";
    definition = fields.Json();
    kind = fields.Selection({ selection: [["dynamic", "Dynamic"], ["frozen", "Frozen"]] });
    _records = [
        { id: 1, kind: "dynamic", definition: { op: "all", of: [{ measure: "city", operator: "is", value: "Whitby" }] } },
        { id: 2, kind: "frozen", definition: { op: "all", of: [] } },
    ];
}
defineMailModels();
defineModels([Segment]);

const OPERATORS = { text: ["is", "contains", "set"], number: [">=", "between"], day: ["within", "set"], flag: ["is"] };
const MEASURES = [
    { key: "city", label: "city", section: "Addresses", kind: "field", type: "text" },
    { key: "deceased", label: "deceased", section: "The person", kind: "field", type: "flag" },
    {
        key: "contacts", label: "contacts", section: "History", kind: "rows", dated: "moment",
        aggregates: { count: {}, last: {}, sum: { duration: "Minutes" } },
        filters: { subject: { label: "Subject", type: "text" } },
    },
];
const found = { words: "Everybody.", count: 1234, people: [{ id: 7, name: "Ada Okafor", number: "1", city: "Whitby" }] };

async function open(resId, attributes = "") {
    onRpc("constituent.segment", "action_measures", () => ({ measures: MEASURES, operators: OPERATORS }));
    await mountView({
        type: "form", resModel: "constituent.segment", resId,
        arch: `<form><field name="kind" invisible="1"/>
            <field name="definition" widget="constituent_segment_builder" ${attributes}/></form>`,
    });
}
async function counted() {
    await advanceTime(1000);
    await animationFrame();
}

test("who is found is counted exactly and named, and the rest is told", async () => {
    onRpc("constituent.segment", "action_try", () => found);
    await open(1);
    expect(".o_segment_words").toHaveText("Everybody.");
    expect(".o_segment_count").toHaveText("1,234");
    expect(queryAllTexts(".o_segment_people li button")).toEqual(["Ada Okafor"]);
    expect(".o_segment_found").toHaveText(/and 1,233 more/);
    expect(".o_segment_input").toHaveValue("Whitby");
});

test("changes are counted once, after a pause, and saved without what only the builder needs", async () => {
    onRpc("constituent.segment", "action_try", ({ args }) => {
        expect.step(JSON.stringify(args[0].of));
        return found;
    });
    onRpc("constituent.segment", "web_save", ({ args }) => expect.step(JSON.stringify(args[1].definition)));
    await open(1);
    await click(".o_segment_input");
    await edit("Gijón");
    await click(".o_segment_add");
    await animationFrame();
    await click(".o_segment_condition:eq(1) .o_segment_measure");
    await select("deceased");
    await counted();
    const definition = [
        { measure: "city", operator: "is", value: "Gijón" }, { measure: "deceased", operator: "is", value: true },
    ];
    await clickSave();
    expect.verifySteps([
        JSON.stringify([{ measure: "city", operator: "is", value: "Whitby" }]),
        JSON.stringify(definition),
        JSON.stringify({ op: "all", of: definition }),
    ]);
});

test("records ask for a time, and can be narrowed down", async () => {
    onRpc("constituent.segment", "action_try", () => found);
    await open(1);
    await click(".o_segment_measure");
    await select("contacts");
    await animationFrame();
    expect(".o_segment_window").toHaveValue("last");
    await click(".o_segment_aggregate");
    await select("last");
    await animationFrame();
    expect(".o_segment_operator").toHaveValue("within");
    await click(".o_segment_narrow");
    await animationFrame();
    expect(".o_segment_filter").toHaveCount(1);
    await click(".o_segment_remove");
    await animationFrame();
    expect(".o_segment_condition").toHaveCount(0);
});

test("a fault is said, and its line is marked", async () => {
    onRpc("constituent.segment", "action_try", () => ({ fault: "city: something is missing.", path: [0] }));
    await open(1);
    expect(".o_segment_fault").toHaveText("city: something is missing.");
    expect(".o_segment_condition").toHaveClass("o_segment_faulty");
});

test("a lost connection is said, with a way to try again", async () => {
    let down = true;
    onRpc("constituent.segment", "action_try", () => {
        if (down) {
            throw new Error("down");
        }
        return found;
    });
    await open(1);
    expect(".o_segment_found [role=alert]").toHaveText(/could not be counted/);
    down = false;
    await click(".o_segment_found button");
    await animationFrame();
    expect(".o_segment_count").toHaveText("1,234");
});

test("who may not change it sees the sentence and the people", async () => {
    onRpc("constituent.segment", "action_members", () => found);
    await open(2, 'readonly="1"');
    expect(".o_segment_tree").toHaveCount(0);
    expect(".o_segment_count").toHaveText("1,234");
});

test("every control has a name", async () => {
    onRpc("constituent.segment", "action_try", () => found);
    await open(1);
    await click(".o_segment_measure");
    await select("contacts");
    await click(".o_segment_add_group");
    await animationFrame();
    for (const control of document.querySelectorAll(".o_segment_tree :is(input, select)")) {
        expect(Boolean(control.ariaLabel || control.closest("label"))).toBe(true);
    }
    expect(queryFirst(".o_segment_tree fieldset legend")).not.toBe(null);
});
