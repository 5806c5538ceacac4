import { sparkline } from "@crm_kit/home/home";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { click, pointerDown, press, waitFor } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { getService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

defineMailModels();

const card = {
    key: "due", section: "queue", title: "Due today", help: "Renewals that end today.", sequence: 1, text: "12",
    tone: "warning", is_empty: false, oldest: "2026-11-02", trend: [], trend_help: "",
    action: { type: "ir.actions.act_window", res_model: "res.partner", views: [[false, "list"]], domain: [["name", "=", "Zoë"]] },
};
const figure = { ...card, key: "rate", section: "figure", title: "Renewed", trend: [1, 3, 2], trend_help: "per week" };

function home(values = {}) {
    return {
        user: "Åsa Öberg", role: "officer", queue: [card], figure: [figure],
        roles: [{ role: "officer", name: "Officer" }, { role: "operations", name: "Operations" }],
        ...values,
    };
}

async function open() {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "crm_kit.home", name: "Home" });
    await animationFrame();
}

test("a card opens the records behind it, with the keyboard too", async () => {
    onRpc("/crm_kit/home", () => home());
    onRpc("res.partner", "web_search_read", ({ kwargs }) => expect.step(JSON.stringify(kwargs.domain)));
    await open();
    expect("[data-card=due]").toHaveText(/12\s*Due today\s*oldest from/);
    await pointerDown("[data-card=due]"); // gives it the focus, as Tab does
    expect("[data-card=due]").toBeFocused();
    await press("Enter");
    await waitFor(".o_list_view");
    expect.verifySteps(['[["name","=","Zoë"]]']);
});

test("the definition of a figure is on hover and one key away", async () => {
    onRpc("/crm_kit/home", () => home());
    await open();
    const help = ".o_kit_home_figures .o_kit_card_help";
    expect(help).toHaveAttribute("data-tooltip", "Renewals that end today.");
    expect(help).toHaveAttribute("aria-expanded", "false");
    await click(help);
    await animationFrame();
    expect(help).toHaveAttribute("aria-expanded", "true");
    expect(".o_kit_card_definition").toHaveText(/Renewals that end today\.\s*Trend, per week: 1, 3, 2/);
    await press("Enter");
    await animationFrame();
    expect(".o_kit_card_definition").toHaveCount(0);
});

test("who has several roles switches between them", async () => {
    onRpc("/crm_kit/home", async (request) => {
        const { params } = await request.json();
        expect.step(`role ${params.role}`);
        return home(params.role ? { role: params.role } : {});
    });
    await open();
    await click("button:contains(Operations)");
    await animationFrame();
    expect("button[aria-pressed=true]").toHaveText("Operations");
    await click("button[title=Refresh]");
    await animationFrame();
    expect.verifySteps(["role null", "role operations", "role operations"]);
});

test("empty queues and a user without a role are told so", async () => {
    onRpc("/crm_kit/home", () => home({ queue: [{ ...card, text: "0", is_empty: true, tone: "muted" }] }));
    await open();
    expect(".o_kit_home_idle").toHaveText("Nothing waits for you.");
});

test("a user without a role is told what to do", async () => {
    onRpc("/crm_kit/home", () => home({ role: false, roles: [], queue: [], figure: [] }));
    await open();
    expect(".o_kit_home_empty").toHaveText(/No role yet/);
});

test("a sparkline keeps to its box", () => {
    expect(sparkline([5])).toBe("");
    expect(sparkline([0, 10], 100, 24)).toBe("0.0,22.0 100.0,2.0");
    expect(sparkline([7, 7, 7], 100, 24)).toBe("0.0,12.0 50.0,12.0 100.0,12.0");
});
