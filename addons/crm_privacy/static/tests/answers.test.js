import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineModels, fields, mockService, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

class Person extends models.Model {
    _name = "person";
    name = fields.Char();
    _records = [
        { id: 1, name: "山田 さくら" },
        { id: 2, name: "Ada Okafor" },
    ];
}
defineMailModels();
defineModels([Person]);

const CHANNELS = [
    { code: "post", name: "Post" },
    { code: "email", name: "E-mail" },
    { code: "publish", name: "Publishing" },
];
const yes = {
    allowed: true, reason: "allowed", words: "Yes: nothing speaks against it.", basis: "Consent", event_id: 7,
    decision: "Given", since: "2026-02-27 10:00:00", until: "2028-02-27 10:00:00", method: "Paper",
    rule_id: 3, asks: "Consent", source: "UWG § 7",
};
const no = {
    ...yes, allowed: false, reason: "no_basis", words: "The person has not agreed.", basis: "", event_id: false,
    decision: "", since: false, until: false, method: "",
};
const ANSWERS = {
    channels: CHANNELS,
    purposes: [
        { code: "NEWS", name: "Newsletter", under: "Marketing", cells: { post: no, email: yes } },
        { code: "APPEAL", name: "Appeals", under: "Marketing", cells: { post: no, email: no } },
        { code: "PHOTO", name: "Photographs", under: "", cells: { publish: no } },
    ],
};

const open = (resId) => mountView({
    type: "form", resModel: "person", resId,
    arch: `<form><field name="name"/><widget name="privacy_answers"/></form>`,
});

test("each purpose has an answer for each of its ways, and only for those", async () => {
    onRpc("res.partner", "action_privacy_answers", () => ANSWERS);
    await open(1);
    expect(queryAllTexts(".o_privacy_group")).toEqual(["Marketing", "Other uses"]);
    expect("tr[data-purpose=NEWS] .o_privacy_answer").toHaveCount(2);
    expect("tr[data-purpose=NEWS] .o_privacy_yes[data-channel=email]").toHaveText(/Yes/);
    expect("tr[data-purpose=APPEAL] .o_privacy_no").toHaveCount(2);
    expect("tr[data-purpose=PHOTO] .o_privacy_answer").toHaveCount(1);
    expect("tr[data-purpose=PHOTO] [data-channel=publish]").toHaveCount(1);
});

test("a press says why, with basis, decision and law; another press closes it", async () => {
    onRpc("res.partner", "action_privacy_answers", () => ANSWERS);
    await open(1);
    await click("tr[data-purpose=NEWS] [data-channel=email]");
    await animationFrame();
    expect("tr[data-purpose=NEWS] [data-channel=email]").toHaveAttribute("aria-expanded", "true");
    expect(".o_privacy_why").toHaveText(/Newsletter, E-mail: ?Yes: nothing speaks against it\./);
    expect(".o_privacy_why").toHaveText(/On the basis of: Consent/);
    expect(".o_privacy_why").toHaveText(/Given on Feb 27, 2026 · Paper · until Feb 27, 2028/);
    expect(".o_privacy_why").toHaveText(/The law asks for: Consent \(UWG § 7\)/);
    await click("tr[data-purpose=NEWS] [data-channel=post]");
    await animationFrame();
    expect(".o_privacy_why").toHaveCount(1);
    expect(".o_privacy_words").toHaveText("The person has not agreed.");
    expect(".o_privacy_event").toHaveCount(0);
    await click("tr[data-purpose=NEWS] [data-channel=post]");
    await animationFrame();
    expect(".o_privacy_why").toHaveCount(0);
});

test("the decision and the rule behind an answer open", async () => {
    onRpc("res.partner", "action_privacy_answers", () => ANSWERS);
    mockService("action", {
        doAction(action) {
            expect.step(`${action.res_model},${action.res_id}`);
        },
    });
    await open(1);
    await click("tr[data-purpose=NEWS] [data-channel=email]");
    await animationFrame();
    await click(".o_privacy_event");
    await click(".o_privacy_rule");
    expect.verifySteps(["privacy.consent.event,7", "privacy.rule,3"]);
});

test("where no purpose is in use it says that nothing may be sent", async () => {
    onRpc("res.partner", "action_privacy_answers", () => ({ channels: CHANNELS, purposes: [] }));
    await open(2);
    expect(".o_privacy_none").toHaveText(/nothing may be sent/);
});
