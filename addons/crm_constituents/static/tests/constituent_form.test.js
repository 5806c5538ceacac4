import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { contains, defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

class Person extends models.Model {
    _name = "person";
    name = fields.Char();
    edit_stop_text = fields.Text();
    _records = [
        { id: 1, name: "Ada", edit_stop_text: "Call Ruth first." },
        { id: 2, name: "Ben", edit_stop_text: false },
    ];
}
defineMailModels();
defineModels([Person]);

const arch = `<form js_class="constituent_form"><field name="name"/><field name="edit_stop_text" invisible="1"/></form>`;

async function change(resId, name) {
    await contains(".o_field_widget[name=name] input").edit(name, { confirm: false });
    await contains(".o_form_button_save").click();
    await animationFrame();
}

test("the first change of a session is saved once the alert was read", async () => {
    onRpc("person", "web_save", () => expect.step("save"));
    await mountView({ type: "form", resModel: "person", resId: 1, arch });
    await change(1, "Ada O.");
    expect(".modal-body").toHaveText("Call Ruth first.");
    await contains(".modal-footer .btn-secondary").click();
    await animationFrame();
    expect.verifySteps([]);
    expect(".o_field_widget[name=name] input").toHaveValue("Ada O.");
    await contains(".o_form_button_save").click();
    await animationFrame();
    await contains(".modal-footer .btn-primary").click();
    await animationFrame();
    expect.verifySteps(["save"]);
    await change(1, "Ada Okafor");
    expect(".modal").toHaveCount(0);
    expect.verifySteps(["save"]);
});

test("without an alert nobody is asked", async () => {
    onRpc("person", "web_save", () => expect.step("save"));
    await mountView({ type: "form", resModel: "person", resId: 2, arch });
    await change(2, "Ben O.");
    expect(".modal").toHaveCount(0);
    expect.verifySteps(["save"]);
});
