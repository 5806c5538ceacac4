import { BatchProgress, timeLeftInWords } from "@crm_kit/batch_progress/batch_progress";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { click } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import {
    defineModels, fields, makeMockEnv, mockService, models, MockServer, mountView, mountWithCleanup, onRpc,
} from "@web/../tests/web_test_helpers";

class KitBatch extends models.Model {
    _name = "kit.batch";
    name = fields.Char();
    state = fields.Selection({
        selection: ["waiting", "running", "stopping", "stopped", "done", "failed"].map((each) => [each, each]),
    });
    total = fields.Integer();
    done_count = fields.Integer();
    failed_count = fields.Integer();
    progress = fields.Float();
    seconds_left = fields.Integer();
    message = fields.Char();
    error = fields.Text();
    _records = [
        {
            id: 1, name: "Import", state: "running", total: 5000, done_count: 1200, failed_count: 50, progress: 25,
            seconds_left: 190,
        },
        {
            id: 2, name: "Letters", state: "failed", total: 10, done_count: 4, progress: 40,
            error: "Row 5 has no name.",
        },
        { id: 3, name: "Recount", state: "done", total: 10, done_count: 10, progress: 100 },
    ];
}
class Run extends models.Model {
    _name = "run";
    batch_id = fields.Many2one({ relation: "kit.batch" });
    _records = [{ id: 1, batch_id: 1 }, { id: 2, batch_id: false }];
}
defineMailModels();
defineModels([KitBatch, Run]);

test("the bar says how far the work is, to eyes and to screen readers", async () => {
    await mountWithCleanup(BatchProgress, { props: { batchId: 1 } });
    expect("[role=progressbar]").toHaveAttribute("aria-valuenow", "25");
    expect("[role=progressbar]").toHaveAttribute("aria-valuetext", "Running, 1,250 of 5,000, 50 refused");
    expect("[role=progressbar]").toHaveAttribute("aria-label", "Import");
    expect(".progress-bar").toHaveStyle({ width: "25%" }, { inline: true });
    expect("[aria-live=polite]").toHaveText(/about 3 minutes left/);
    expect("button:contains(Stop)").toHaveCount(1);
    expect("button:contains(Resume)").toHaveCount(0);
});

test("work of unknown length names no percentage", async () => {
    KitBatch._records[0].total = 0;
    await mountWithCleanup(BatchProgress, { props: { batchId: 1 } });
    expect("[role=progressbar]").not.toHaveAttribute("aria-valuenow");
    expect(".o_kit_batch_percent").toHaveCount(0);
    expect(".o_kit_batch_count").toHaveText("1,250 handled, 50 refused");
});

test("failed work shows why and can be resumed", async () => {
    onRpc("kit.batch", "action_resume", ({ args }) => {
        expect.step(`resume ${args[0]}`);
        MockServer.env["kit.batch"].write([2], { state: "waiting", error: false });
        return true;
    });
    await mountWithCleanup(BatchProgress, { props: { batchId: 2 } });
    expect("[role=alert]").toHaveText("Row 5 has no name.");
    expect("button:contains(Stop)").toHaveCount(0);
    await click("button:contains(Resume)");
    await animationFrame();
    expect.verifySteps(["resume 2"]);
    expect("[role=alert]").toHaveCount(0);
    expect(".o_kit_batch_state").toHaveText("Waiting to start");
});

test("the bus moves the bar, and the end is told to the page", async () => {
    const heard = [];
    mockService("bus_service", {
        subscribe(type, callback) {
            if (type === "kit_batch") {
                heard.push(callback);
            }
            return super.subscribe(...arguments);
        },
    });
    await mountWithCleanup(BatchProgress, {
        props: { batchId: 1, onEnded: () => expect.step("ended") },
    });
    const vals = {
        id: 1, name: "Import", state: "done", total: 5000, done_count: 4950, failed_count: 50, progress: 100,
        seconds_left: 0, message: false, error: false,
    };
    heard[0]({ ...vals, id: 99 });
    await animationFrame();
    expect(".o_kit_batch").toHaveAttribute("data-state", "running"); // that was of other work
    heard[0](vals);
    await animationFrame();
    expect(".o_kit_batch").toHaveAttribute("data-state", "done");
    expect(".o_kit_batch_count").toHaveText("5,000 handled, 50 refused");
    expect.verifySteps(["ended"]);
});

test("where the bus is silent the page asks, until the work has ended", async () => {
    onRpc("kit.batch", "search_read", () => expect.step("ask"));
    await mountWithCleanup(BatchProgress, { props: { batchId: 1 } });
    MockServer.env["kit.batch"].write([1], { state: "stopped" });
    await advanceTime(5000);
    await animationFrame();
    expect(".o_kit_batch_state").toHaveText("Stopped");
    await advanceTime(20000);
    expect.verifySteps(["ask", "ask"]);
});

test("work that one may not see is not an error", async () => {
    await mountWithCleanup(BatchProgress, { props: { batchId: 77 } });
    expect(".o_kit_batch").toHaveText(/Only who started this work/);
});

test("the field shows the batch of a record, and nothing without one", async () => {
    const arch = `<form><field name="batch_id" widget="kit_batch_progress"/></form>`;
    await mountView({ type: "form", resModel: "run", resId: 1, arch });
    expect(".o_kit_batch [role=progressbar]").toHaveCount(1);
});

test("a record without work shows no bar", async () => {
    const arch = `<form><field name="batch_id" widget="kit_batch_progress"/></form>`;
    await mountView({ type: "form", resModel: "run", resId: 2, arch });
    expect(".o_kit_batch").toHaveCount(0);
});

test("an estimate is told in words", async () => {
    await makeMockEnv();
    const table = [
        [0, ""], [20, "less than a minute left"], [70, "about a minute left"], [200, "about 3 minutes left"],
        [7300, "about 2 hours left"],
    ];
    for (const [seconds, words] of table) {
        expect(String(timeLeftInWords(seconds))).toBe(words);
    }
});
