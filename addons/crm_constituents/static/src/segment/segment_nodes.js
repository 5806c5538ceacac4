import { _t } from "@web/core/l10n/translation";

let nextKey = 1;

/** A definition as the builder holds it: a copy in which each node has a key of its own. */
export function fromDefinition(definition) {
    const node = definition && definition.op ? definition : { op: "all", of: [] };
    const copy = (one) =>
        one.op
            ? { key: nextKey++, op: one.op, of: one.of.map(copy) }
            : { ...JSON.parse(JSON.stringify(one)), key: nextKey++ };
    return copy(node);
}

/** The definition that stands in the builder, without its keys. */
export function toDefinition(node) {
    if (node.op) {
        return { op: node.op, of: node.of.map(toDefinition) };
    }
    const { key, ...rest } = JSON.parse(JSON.stringify(node));
    return rest;
}

export function newGroup(catalogue) {
    return { key: nextKey++, op: "any", of: [newCondition(catalogue)] };
}

/** A condition on the first thing that can be asked. */
export function newCondition(catalogue) {
    return { key: nextKey++, ...conditionOn(Object.values(catalogue.measures)[0], catalogue) };
}

/** What a condition on this measure begins with. */
export function conditionOn(measure, catalogue) {
    if (measure.kind === "rows") {
        return {
            measure: measure.key, aggregate: "count", operator: ">=", value: 1, where: [],
            window: measure.dated === "period" ? { on: "today" } : { last: 12, unit: "months" },
        };
    }
    if (measure.kind === "question") {
        const params = Object.fromEntries(measure.params.map((spec) => [spec.name, startValue(spec.type, "is", spec)]));
        return { measure: measure.key, operator: "is", value: true, params };
    }
    const operator = catalogue.operators[measure.type][0];
    return { measure: measure.key, operator, value: startValue(measure.type, operator) };
}

/** What stands in a value before something is chosen. */
export function startValue(type, operator) {
    if (["within", "older"].includes(operator)) {
        return { last: 12, unit: "months" };
    }
    if (operator === "between") {
        return type === "number" ? [0, 0] : ["", ""];
    }
    return { text: "", number: 0, day: "", moment: "today", flag: true, choice: [], link: [], one: "" }[type];
}

/** Which shape the value of an operator has: a change of operator within one shape keeps the value. */
export function shapeOf(operator) {
    if (["within", "older"].includes(operator)) {
        return "span";
    }
    return { between: "pair", set: "none", unset: "none" }[operator] || "one";
}

/** The type of what an aggregate gives. */
export function typeOf(aggregate) {
    return ["first", "last"].includes(aggregate) ? "day" : "number";
}

export const operatorLabels = () => ({
    text: {
        is: _t("is"), is_not: _t("is not"), contains: _t("contains"), not_contains: _t("does not contain"),
        starts: _t("begins with"), set: _t("is known"), unset: _t("is not known"),
    },
    number: {
        ">=": _t("at least"), "<=": _t("at most"), "=": _t("exactly"), "!=": _t("not"), ">": _t("more than"),
        "<": _t("less than"), between: _t("from … to …"),
    },
    day: {
        within: _t("in the last"), older: _t("more than … back"), from: _t("on or after"), until: _t("on or before"),
        between: _t("from … to …"), set: _t("is known"), unset: _t("is not known"),
    },
    flag: { is: _t("is") },
    choice: { in: _t("is one of"), not_in: _t("is none of"), set: _t("is known"), unset: _t("is not known") },
    link: { in: _t("is one of"), not_in: _t("is none of"), set: _t("is known"), unset: _t("is not known") },
});

export const aggregateLabels = () => ({
    count: _t("number"), distinct: _t("number of different"), sum: _t("sum of"), min: _t("lowest"), max: _t("highest"),
    first: _t("the first"), last: _t("the last"),
});
