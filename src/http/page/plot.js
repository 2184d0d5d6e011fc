// The plot: contacts, watch areas and alerts on a chart that goes where the alerts are until the
// officer moves it.
import { byId, setText } from "/assets/dom.js";
import { View, miles, wrap } from "/assets/view.js";
import { degrees, graticule } from "/assets/graticule.js";
import { Labels, area, corners, history, ring, ship } from "/assets/marks.js";

const AROUND_ALERT_NM = 6;
const AROUND_CONTACT_NM = 20;
// Alerts so near the first one are shown with it.
const TOGETHER_NM = 25;
// From this scale on there is room for vectors and ships of full size.
const NEAR = 120;
// Names at once: more of them hide the sea.
const NAMES_MAX = 40;
// A press so many pixels from a contact means her.
const REACH = 16;

export class Plot {
  constructor({ chooseContact, chooseAlert }) {
    this.canvas = byId("plot");
    this.view = new View();
    this.features = [];
    this.byContact = new Map();
    this.areas = [];
    this.alerts = [];
    this.contact = null;
    this.alert = null;
    this.mode = "alerts";
    this.colours = new Map();
    this.tell = { chooseContact, chooseAlert };
    this.listen();
  }

  setVessels(features) {
    this.features = features.filter((feature) => feature.geometry);
    this.byContact = new Map(this.features.map((feature) => [feature.properties.contact, feature]));
    this.follow();
  }

  setAlerts(alerts) {
    this.alerts = alerts;
    this.follow();
  }

  setAreas(areas) {
    this.areas = areas;
    this.follow();
  }

  showAlert(alert) {
    this.alert = alert?.id ?? null;
    if (alert) this.setMode("alerts");
    else this.follow();
  }

  showContact(contact) {
    this.contact = contact;
    const place = this.byContact.get(contact)?.geometry.coordinates;
    if (place) {
      this.setMode("free");
      if (this.view.pixelsPerMile() * AROUND_CONTACT_NM < this.view.height) this.view.fit([place], AROUND_CONTACT_NM);
      else this.view.centreOn(place);
    }
    this.draw();
  }

  setMode(mode) {
    this.mode = mode;
    byId("follow").setAttribute("aria-pressed", mode === "alerts");
    byId("fit").setAttribute("aria-pressed", mode === "all");
    this.follow(true);
  }

  // Where the participants of an alert are now; where it was raised if none of them is in sight.
  placesOf(alert) {
    const seen = alert.participants.map((one) => this.byContact.get(one.contact)?.geometry.coordinates).filter(Boolean);
    return seen.length > 0 || !alert.position ? seen : [alert.position.coordinates];
  }

  follow(anew = false) {
    const { width, height } = this.canvas.getBoundingClientRect();
    Object.assign(this.view, { width, height });
    if (this.mode !== "free" || !this.view.isSet) {
      const [places, around] = this.subject();
      if (anew || !this.view.suits(places, around)) this.view.fit(places, around);
    }
    this.draw();
  }

  // What is worth looking at, and how many miles round it.
  subject() {
    const everything = this.features.map((feature) => feature.geometry.coordinates);
    if (this.mode === "all") return [everything, AROUND_ALERT_NM];
    const placed = this.alerts.map((alert) => ({ id: alert.id, places: this.placesOf(alert) })).filter((one) => one.places.length);
    const first = placed.find((one) => one.id === this.alert);
    if (first) return [first.places, AROUND_ALERT_NM];
    if (placed.length > 0) {
      const [centre] = placed[0].places;
      const near = placed.flatMap((one) => one.places).filter((place) => miles(centre, place) < TOGETHER_NM);
      return [near, AROUND_ALERT_NM];
    }
    const corners = this.areas.flatMap(cornersOf);
    const small = corners.length > 0 && corners.every(([x]) => Math.abs(x) < 179.9);
    return [small ? corners : everything, AROUND_CONTACT_NM];
  }

  draw() {
    if (this.pending) return;
    this.pending = true;
    requestAnimationFrame(() => {
      this.pending = false;
      const { canvas, view } = this;
      const sharp = window.devicePixelRatio || 1;
      canvas.width = Math.round(canvas.clientWidth * sharp);
      canvas.height = Math.round(canvas.clientHeight * sharp);
      const pen = canvas.getContext("2d");
      pen.scale(sharp, sharp);
      byId("no-position").hidden = view.isSet;
      if (view.isSet) this.paint(pen);
    });
  }

  paint(pen) {
    const { view } = this;
    const colour = (name) => this.colour(name);
    graticule(pen, view, colour);
    for (const one of this.areas) area(pen, view, colour, one);
    const seen = this.features.filter((feature) => view.shows(feature.geometry.coordinates));
    const near = view.scale > NEAR;
    for (const feature of seen) ship(pen, view, colour, feature, near);
    this.paintAlerts(pen, colour);
    const labels = new Labels(pen, view, colour);
    const alerting = new Set(this.alerts.flatMap((alert) => alert.participants.map((one) => one.contact)));
    const matters = ({ properties: { contact } }) => alerting.has(contact) || contact === this.contact;
    const first = seen.filter(matters).slice(0, NAMES_MAX);
    for (const { geometry } of first) labels.keepClear(geometry.coordinates);
    for (const { geometry, properties } of first) labels.put(geometry.coordinates, properties);
    if (near && seen.length <= NAMES_MAX) {
      const others = seen.filter((feature) => !matters(feature));
      for (const { geometry, properties } of others) labels.put(geometry.coordinates, properties, "--soft");
    }
    const chosen = this.byContact.get(this.contact);
    if (chosen) corners(pen, view, colour, chosen.geometry.coordinates);
    const outside = this.alerts.filter((alert) => alert.position && !this.placesOf(alert).some((place) => view.shows(place))).length;
    byId("outside").hidden = outside === 0;
    setText(byId("outside"), `${outside} ${outside === 1 ? "alert" : "alerts"} outside this view`);
  }

  // The most urgent one last, on top.
  paintAlerts(pen, colour) {
    for (const alert of this.alerts.toReversed()) {
      const places = this.placesOf(alert);
      history(pen, this.view, colour, alert, places);
      for (const place of places) ring(pen, this.view, colour(`--${alert.priority}`), place, alert.id === this.alert);
    }
  }

  colour(name) {
    if (!this.colours.has(name)) {
      this.colours.set(name, getComputedStyle(document.documentElement).getPropertyValue(name).trim());
    }
    return this.colours.get(name);
  }

  listen() {
    const { canvas, view } = this;
    byId("follow").addEventListener("click", () => this.setMode("alerts"));
    byId("fit").addEventListener("click", () => this.setMode("all"));
    new ResizeObserver(() => this.follow()).observe(canvas);
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      if (!view.isSet) return;
      this.setMode("free");
      view.zoom(Math.exp(-event.deltaY / 400), event.offsetX, event.offsetY);
      this.draw();
    }, { passive: false });
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      this.drag = { left: event.offsetX, top: event.offsetY, moved: false };
    });
    canvas.addEventListener("pointerup", (event) => {
      if (this.drag && !this.drag.moved) this.press(event.offsetX, event.offsetY);
      this.drag = null;
    });
    canvas.addEventListener("pointermove", (event) => this.point(event));
    canvas.addEventListener("pointerleave", () => setText(byId("pointer"), ""));
  }

  point({ offsetX, offsetY }) {
    const { view, drag } = this;
    if (!view.isSet) return;
    if (drag && (drag.moved || Math.hypot(offsetX - drag.left, offsetY - drag.top) > 4)) {
      if (!drag.moved) this.setMode("free");
      view.pan(offsetX - drag.left, offsetY - drag.top);
      this.drag = { left: offsetX, top: offsetY, moved: true };
      this.draw();
    }
    const [longitude, latitude] = view.unproject(offsetX, offsetY);
    setText(byId("pointer"), `${degrees(latitude, "N", "S", 0)}  ${degrees(wrap(longitude), "E", "W", 0)}`);
  }

  press(left, top) {
    if (!this.view.isSet) return;
    const away = (feature) => {
      const [x, y] = this.view.project(feature.geometry.coordinates);
      return Math.hypot(x - left, y - top);
    };
    const nearest = this.features.reduce((best, one) => (away(one) < (best ? away(best) : REACH) ? one : best), null);
    if (!nearest) return;
    const { contact } = nearest.properties;
    const alert = this.alerts.find((one) => one.participants.some((participant) => participant.contact === contact));
    if (alert) this.tell.chooseAlert(alert.id);
    this.contact = contact;
    this.tell.chooseContact(contact);
    this.draw();
  }
}

function cornersOf({ geometry }) {
  if (geometry.type === "Polygon") return geometry.coordinates[0];
  if (geometry.type === "MultiPolygon") return geometry.coordinates.flatMap(([outer]) => outer);
  return geometry.type === "Point" ? [geometry.coordinates] : geometry.coordinates;
}
