// Open alerts, live. Names come from anybody with a transmitter: they are set as text, never as HTML.
const byId = (id) => document.getElementById(id);
const OPEN = ["unacknowledged", "acknowledged", "rtn-unacknowledged"];
const PRIORITIES = ["emergency", "alarm", "warning", "caution"];

// One shape for each priority, for those who do not tell the colours apart.
const SHAPES = {
  emergency: "M8 1h10l7 7v10l-7 7H8l-7-7V8z",
  alarm: "M13 2 25 24H1z",
  warning: "M13 1 25 13 13 25 1 13z",
  caution: "M3 3h20v20H3z",
};

const element = (name, className, text) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};

export class Alerts {
  constructor(changed) {
    this.open = new Map();
    this.changed = changed;
  }

  follow(up, down) {
    const stream = new EventSource("/api/v1/alerts/stream");
    stream.addEventListener("open", up);
    stream.addEventListener("error", () => {
      down();
      // A refused stream (all places taken) is closed for good: try again later.
      if (stream.readyState === EventSource.CLOSED) setTimeout(() => this.follow(up, down), 5000);
    });
    stream.addEventListener("snapshot", (event) => {
      this.open = new Map(JSON.parse(event.data).items.map((alert) => [alert.id, alert]));
      this.draw();
    });
    stream.addEventListener("alert", (event) => this.take(JSON.parse(event.data)));
  }

  take(alert) {
    const known = this.open.get(alert.id);
    if (known && known.revision > alert.revision) return;
    if (OPEN.includes(alert.state)) this.open.set(alert.id, alert);
    else this.open.delete(alert.id);
    this.draw();
  }

  sorted() {
    const rank = (alert) => PRIORITIES.indexOf(alert.priority);
    return [...this.open.values()].sort(
      (a, b) => rank(a) - rank(b) || a.raised_at.localeCompare(b.raised_at) || a.id.localeCompare(b.id),
    );
  }

  draw() {
    if (this.pending) return;
    this.pending = true;
    requestAnimationFrame(() => {
      this.pending = false;
      const alerts = this.sorted();
      const waiting = alerts.filter((alert) => alert.state !== "acknowledged").length;
      byId("alert-count").textContent = `${alerts.length}, ${waiting} not acknowledged`;
      document.title = waiting > 0 ? `(${waiting}) Watch - Picket` : "Watch - Picket";
      const focused = document.activeElement?.dataset.alert;
      byId("alerts").replaceChildren(...alerts.map((alert) => this.card(alert)));
      if (focused) document.querySelector(`button[data-alert="${CSS.escape(focused)}"]`)?.focus();
      this.age();
      this.changed(alerts);
    });
  }

  card(alert) {
    const card = element("li", `alert ${alert.priority} ${alert.state}`);
    const head = element("div", "head");
    const rule = element("a", "", alert.rule);
    rule.href = `/how-alerts-work#${encodeURIComponent(alert.rule)}`;
    head.append(rule, element("span", "priority", `${alert.priority} ${alert.score}`));
    if (alert.exercise) head.append(element("span", "mark-exercise", "EXERCISE"));
    const age = element("time", "age");
    age.dateTime = alert.raised_at;
    card.append(shape(alert.priority), head, age);
    const by = alert.acknowledged_by ? ` by ${alert.acknowledged_by}` : "";
    const silenced = alert.silenced_until ? `, silenced until ${alert.silenced_until.slice(11, 16)}` : "";
    card.append(element("div", "state", `${words(alert.state)}${by}${silenced} - ${alert.area.name}`));
    const rest = element("div", "rest");
    rest.append(participants(alert), measures(alert));
    card.append(rest, this.buttons(alert));
    return card;
  }

  buttons(alert) {
    const row = element("div", "buttons");
    if (alert.state !== "acknowledged") {
      const button = element("button", "primary", "Acknowledge");
      button.type = "button";
      button.dataset.alert = alert.id;
      button.addEventListener("click", () => this.acknowledge(alert, button));
      row.append(button);
    }
    const evidence = element("a", "", "evidence");
    evidence.href = `/api/v1/alerts/${encodeURIComponent(alert.id)}`;
    evidence.target = "_blank";
    row.append(evidence);
    return row;
  }

  async acknowledge(alert, button) {
    const by = await signature();
    if (!by) return;
    button.disabled = true;
    try {
      const answer = await fetch(`/api/v1/alerts/${encodeURIComponent(alert.id)}/acknowledge`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ revision: alert.revision, by }),
      });
      const body = await answer.json();
      if (answer.ok) return this.take(body);
      if (body.alert) this.take(body.alert);
      trouble(body.detail ?? body.title);
    } catch {
      trouble("The server did not answer: the alert is NOT acknowledged as far as is known.");
    }
    button.disabled = false;
  }

  age() {
    for (const time of document.querySelectorAll("time.age")) {
      const secs = Math.max(0, (Date.now() - Date.parse(time.dateTime)) / 1000);
      time.textContent = span(secs);
      time.title = `raised ${time.dateTime}`;
    }
  }
}

function shape(priority) {
  const mark = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  mark.setAttribute("viewBox", "0 0 26 26");
  mark.setAttribute("class", "mark");
  mark.setAttribute("role", "img");
  mark.setAttribute("aria-label", priority);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SHAPES[priority] ?? SHAPES.caution);
  mark.append(path);
  return mark;
}

function participants(alert) {
  const list = element("ul");
  for (const one of alert.participants) {
    const item = element("li");
    const who = one.contact ?? `area ${one.area}`;
    item.append(element("span", "role", one.role), element("span", "", one.name ? `${one.name} (${who})` : who));
    list.append(item);
  }
  return list;
}

function measures(alert) {
  const line = element("div", "measures");
  for (const measure of alert.evidence.measures) {
    const shown = element("span", "", `${measure.name} `);
    shown.append(element("b", "", `${measure.value} ${measure.unit}`));
    if (measure.limit !== null) shown.append(` ${measure.relation} ${measure.limit}`);
    line.append(shown);
  }
  return line;
}

function words(state) {
  return state === "rtn-unacknowledged" ? "over, not acknowledged" : state;
}

export function span(secs) {
  if (secs < 100) return `${Math.round(secs)} s`;
  if (secs < 6000) return `${Math.round(secs / 60)} min`;
  if (secs < 172800) return `${Math.round(secs / 3600)} h`;
  return `${Math.round(secs / 86400)} d`;
}

// The officer's initials, asked for once.
function signature() {
  const known = localStorage.getItem("picket-initials");
  if (known) return Promise.resolve(known);
  const dialog = byId("signature");
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      const initials = byId("initials").value.trim();
      if (dialog.returnValue !== "ok" || !initials) return resolve(null);
      localStorage.setItem("picket-initials", initials);
      resolve(initials);
    }, { once: true });
  });
}

let troubleTimer;
function trouble(text) {
  const box = byId("trouble");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(troubleTimer);
  troubleTimer = setTimeout(() => { box.hidden = true; }, 8000);
}
