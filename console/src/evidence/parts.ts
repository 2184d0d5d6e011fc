// The parts of the evidence: measures, those who take part, the score, advice, sentences.
import { button, h } from "../dom";
import { identity, measureName, unit } from "../format";
import { limitText } from "../alerts/words";
import { isBeyond, type Alert } from "../wire/alert";

export function measures({ evidence }: Alert): HTMLElement {
  const rows = evidence.measures.map((one) =>
    h(
      "tr",
      { class: isBeyond(one) ? "beyond" : "" },
      h("th", { scope: "row" }, measureName(one.name)),
      h("td", { class: "number" }, `${String(one.value)} ${unit(one.unit)}`),
      h("td", { class: "number" }, limitText(one.relation, one.limit, one.unit)),
      h("td", {}, isBeyond(one) ? "\u25cf" : one.limit === null ? "" : "\u25cb"),
    ),
  );
  const head = ["Measure", "Value", "Limit", ""].map((text, n) =>
    h("th", { scope: "col", class: n === 1 || n === 2 ? "number" : "" }, text),
  );
  return h(
    "table",
    { class: "measures" },
    h("thead", {}, h("tr", {}, ...head)),
    h("tbody", {}, ...rows),
  );
}

export function participants(
  { participants: all }: Alert,
  choose: (contact: string) => void,
): HTMLElement {
  return h(
    "ul",
    { class: "participants" },
    ...all.map((one) => {
      const { contact } = one;
      const name = one.name ?? "name unknown";
      const shown = contact
        ? button(name, () => choose(contact), { class: "name", data: { contact } })
        : h("span", { class: "name" }, one.area ? `area ${one.area}` : name);
      return h(
        "li",
        {},
        h("span", { class: "role" }, one.role),
        shown,
        h("span", { class: "id" }, identity(contact, one.mmsi)),
      );
    }),
  );
}

export function score({ factors, score: total }: Alert): HTMLElement {
  const product = Object.entries(factors).map(([name, value]) => `${name} ${String(value)}`);
  return h(
    "p",
    { class: "score" },
    h("b", {}, `Score ${String(total)}`),
    ` of 100 = ${product.join(" \u00d7 ")}`,
  );
}

export function advice({ advice: all }: Alert): HTMLElement[] {
  return all.map(({ text, source, date }) =>
    h("p", { class: "advice" }, text, h("cite", {}, `${source}, ${date}`)),
  );
}

export function sentences({ evidence }: Alert): HTMLElement[] {
  if (evidence.sentences.length === 0) return [];
  return [
    h(
      "details",
      {},
      h("summary", {}, `Sentences (${String(evidence.sentences.length)})`),
      h("pre", { class: "sentences", tabindex: 0 }, evidence.sentences.join("\n")),
    ),
  ];
}
