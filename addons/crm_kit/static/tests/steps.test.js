import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";

class Wizard extends models.Model {
    _name = "wizard";
    step = fields.Selection({
        selection: [["choose", "Choose"], ["preview", "Preview"], ["confirm", "Confirm"], ["result", "Result"]],
    });
    _records = [{ id: 1, step: "preview" }, { id: 2, step: "result" }];
}
defineMailModels();
defineModels([Wizard]);

const arch = `<form><field name="step" widget="kit_steps"/></form>`;

test("steps are numbered and the current one is marked", async () => {
    await mountView({ type: "form", resModel: "wizard", resId: 1, arch });
    expect("ol.o_kit_steps li").toHaveCount(4);
    expect("[aria-current=step]").toHaveCount(1);
    expect("[aria-current=step]").toHaveText(/2\s*Preview\s*\(current step\)/);
    expect(".o_kit_step_done").toHaveText(/Choose\s*\(done\)/);
    expect(".o_kit_step_upcoming").toHaveCount(2);
});

test("with the result all is done", async () => {
    await mountView({ type: "form", resModel: "wizard", resId: 2, arch });
    expect(".o_kit_step_done").toHaveCount(4);
    expect("[aria-current=step]").toHaveText(/Result/);
});

test("a step can be left out", async () => {
    await mountView({
        type: "form", resModel: "wizard", resId: 1,
        arch: `<form><field name="step" widget="kit_steps" options="{'hidden': ['confirm']}"/></form>`,
    });
    expect("ol.o_kit_steps li").toHaveCount(3);
});
