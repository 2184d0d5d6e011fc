// The contacts as a table that can be searched and sorted; those in an alert come first.
import { byId, element, exerciseMark, setChildren, setText } from "/assets/dom.js";
import { secondsSince, span } from "/assets/clock.js";

const ROWS_MAX = 300;
const OLD_SECS = 600;
const STATUS = {
  0: "under way", 1: "at anchor", 2: "not under command", 3: "restricted in manoeuvre",
  4: "constrained by draught", 5: "moored", 6: "aground", 7: "fishing", 8: "sailing",
  11: "towing astern", 12: "pushing ahead", 14: "BEACON ACTIVE",
};
const shownId = (ship) => (ship.mmsi === null ? ship.contact : String(ship.mmsi).padStart(9, "0"));
const COLUMNS = {
  name: (ship) => ship.name ?? "",
  mmsi: shownId,
  type: (ship) => [ship.class, ship.ship_type_text].filter(Boolean).join(", "),
  sog: (ship) => ship.sog,
  cog: (ship) => ship.cog,
  status: (ship) => STATUS[ship.navigational_status] ?? "",
  age: (ship) => -Date.parse(ship.time),
};

export class Table {
  constructor(choose) {
    this.ships = [];
    this.alerting = new Set();
    this.rows = new Map();
    this.chosen = null;
    this.sorting = { by: "name", up: true };
    byId("find").addEventListener("input", () => this.draw());
    byId("vessels").addEventListener("click", (event) => {
      const contact = event.target.closest("tr")?.dataset.contact;
      if (contact) choose(contact);
    });
    for (const button of document.querySelectorAll("button[data-column]")) {
      button.addEventListener("click", () => this.sort(button.dataset.column));
    }
  }

  setVessels(features) {
    this.ships = features.map((feature) => feature.properties);
    this.known = true;
    this.draw();
  }

  setAlerts(alerts) {
    this.alerting = new Set(alerts.flatMap((alert) => alert.participants.map((one) => one.contact)));
    this.draw();
  }

  showContact(contact) {
    this.chosen = contact;
    this.draw();
    this.rows.get(contact)?.scrollIntoView({ block: "nearest" });
  }

  sort(column) {
    const { by, up } = this.sorting;
    this.sorting = { by: column, up: by === column ? !up : true };
    for (const button of document.querySelectorAll("button[data-column]")) {
      const sorted = button.dataset.column === column ? (this.sorting.up ? "ascending" : "descending") : "none";
      button.closest("th").setAttribute("aria-sort", sorted);
    }
    this.draw();
  }

  draw() {
    const wanted = byId("find").value.trim().toLowerCase();
    const ships = this.ships.filter((ship) => !wanted || matches(ship, wanted));
    const first = (ship) => (ship.contact === this.chosen ? 0 : this.alerting.has(ship.contact) ? 1 : 2);
    const keyed = ships.map((ship) => ({ ship, first: first(ship), key: COLUMNS[this.sorting.by](ship) }));
    keyed.sort((a, b) => a.first - b.first || this.compare(a.key, b.key) || a.ship.contact.localeCompare(b.ship.contact));
    const shown = keyed.slice(0, ROWS_MAX).map(({ ship }) => ship);
    const rows = new Map(shown.map((ship) => [ship.contact, this.row(ship)]));
    setChildren(byId("vessels"), [...rows.values()]);
    this.rows = rows;
    const more = byId("more-vessels");
    more.hidden = shown.length > 0 && ships.length <= ROWS_MAX;
    const left = ships.length - ROWS_MAX;
    setText(more, left > 0 ? `and ${left} more: search, or sort by another column` : this.nothing(wanted));
  }

  nothing(wanted) {
    if (!this.known) return "Asking the daemon for contacts.";
    return wanted && this.ships.length > 0
      ? `None of ${this.ships.length} contacts has "${wanted}" in name, MMSI, call sign or type.`
      : "No contact yet: nothing has been received from any ship.";
  }

  // What is not known comes last, whichever way.
  compare(a, b) {
    const missing = (key) => key === null || key === "";
    if (missing(a) || missing(b)) return Number(missing(a)) - Number(missing(b));
    const order = typeof a === "number" ? a - b : a.localeCompare(b);
    return this.sorting.up ? order : -order;
  }

  row(ship) {
    const row = this.rows.get(ship.contact) ?? emptyRow(ship);
    row.classList.toggle("chosen", ship.contact === this.chosen);
    row.classList.toggle("alerting", this.alerting.has(ship.contact));
    const age = secondsSince(ship.time);
    const [name, id, type, sog, cog, status, old] = row.children;
    setText(name.firstElementChild, ship.name ?? "-");
    setText(id, shownId(ship));
    setText(type, COLUMNS.type(ship));
    setText(sog, ship.sog?.toFixed(1) ?? "-");
    setText(cog, ship.cog?.toFixed(0).padStart(3, "0") ?? "-");
    setText(status, COLUMNS.status(ship));
    setText(old, span(age));
    old.classList.toggle("old", age > OLD_SECS);
    return row;
  }
}

function emptyRow(ship) {
  const row = element("tr");
  row.dataset.contact = ship.contact;
  for (const className of ["name", "number", "", "number", "number", "", "number"]) row.append(element("td", className));
  row.title = ship.contact;
  row.firstElementChild.append(element("span"));
  if (ship.exercise) row.firstElementChild.append(" ", exerciseMark());
  return row;
}

function matches(ship, wanted) {
  return [ship.name, ship.contact, ship.call_sign, ship.ship_type_text, ship.imo?.toString()]
    .some((text) => text?.toLowerCase().includes(wanted));
}
