import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

class Person extends models.Model {
    _name = "person";
    interaction_count = fields.Integer();
    name = fields.Char();
    _records = [
        { id: 1, name: "山田 さくら", interaction_count: 3 },
        { id: 2, name: "Ada Okafor", interaction_count: 0 },
    ];
}
defineMailModels();
defineModels([Person]);

const KINDS = [
    { kind: "contact", label: "Contacts", icon: "fa-phone" },
    { kind: "role", label: "Roles", icon: "fa-tag" },
];
const call = {
    key: "contact-7", kind: "contact", icon: "fa-phone", title: "Asked about parking", text: "By the hall",
    date: "2026-02-27 10:00:00", is_date: false, author: "Olivia", badges: ["Call"], people: [[9, "Zoë"]],
    model: "constituent.interaction", res_id: 7,
};
const role = { key: "role-4", kind: "role", icon: "fa-tag", title: "Became Donor", date: "2025-01-31 00:00:00", is_date: true };

const open = (resId) => mountView({
    type: "form", resModel: "person", resId,
    arch: `<form><field name="name"/><widget name="constituent_timeline"/></form>`,
});

test("items stand under their month, and a date has no hour", async () => {
    onRpc("res.partner", "action_timeline_page", () => ({ items: [call, role], next: null, kinds: KINDS }));
    await open(1);
    expect(queryAllTexts(".o_timeline_month")).toEqual(["February 2026", "January 2025"]);
    expect(".o_timeline_item:first small").toHaveText(/Olivia · with Zoë/);
    expect(".o_timeline_item:last time").toHaveText("Jan 31, 2025");
    expect(".o_timeline_more").toHaveCount(0);
});

test("a filter asks for its kind and says that it is pressed", async () => {
    onRpc("res.partner", "action_timeline_page", ({ kwargs }) => {
        expect.step(kwargs.kinds.join(","));
        return { items: kwargs.kinds.length ? [role] : [call, role], next: null, kinds: KINDS };
    });
    await open(1);
    await click("button[data-kind=role]");
    await animationFrame();
    expect("button[data-kind=role]").toHaveAttribute("aria-pressed", "true");
    expect(".o_timeline_item").toHaveCount(1);
    await click("button[data-kind=role]");
    await animationFrame();
    expect.verifySteps(["", "role", ""]);
});

test("older items are added below, from where the page ended", async () => {
    onRpc("res.partner", "action_timeline_page", ({ kwargs }) => {
        expect.step(JSON.stringify(kwargs.before));
        return kwargs.before
            ? { items: [role], next: null, kinds: KINDS }
            : { items: [call], next: ["2026-02-27 10:00:00", 0, 7], kinds: KINDS };
    });
    await open(1);
    await click(".o_timeline_more");
    await animationFrame();
    expect(".o_timeline_item").toHaveCount(2);
    expect(".o_timeline_more").toHaveCount(0);
    expect.verifySteps(["null", '["2026-02-27 10:00:00",0,7]']);
});

test("nothing yet is said, and what will stand here", async () => {
    onRpc("res.partner", "action_timeline_page", () => ({ items: [], next: null, kinds: KINDS }));
    await open(2);
    expect(".o_timeline_empty").toHaveText(/Nothing has happened yet/);
});
