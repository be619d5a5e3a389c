/** The day as a column of cards; what comes from outside is only ever put in as text. */

import { ahead, current, isOpen, lockOn, missing, opensNow, trouble } from "./bundle.js";
import { find } from "./page.js";
import { clock, day, has, text } from "./words.js";

/** @import { Bundle, Door, Visit } from "./bundle.js" */

/**
 * Draws the visits of the bundle into `list`.
 * @param {HTMLElement} list
 * @param {Bundle} bundle
 * @param {Date} now
 * @param {{chosen: string | null, choose: (assignment: string) => void}} choice which card is big
 * @returns {Visit | undefined} the visit on that card
 */
export function drawDay(list, bundle, now, { chosen, choose }) {
  const picked = bundle.visits.find(({ assignment }) => assignment === chosen);
  const big = picked && isOpen(picked, now) ? picked : current(bundle, now);
  const cards = bundle.visits.map((visit) => card(visit, bundle, now, { big: visit === big, choose }));
  const there = [...list.children];
  const isSame = cards.every((made, at) => there[at]?.isEqualNode(made));
  // Drawn anew only when something is: the focus would be lost.
  if (there.length !== cards.length || !isSame) list.replaceChildren(...cards);
  return big;
}

/**
 * The check before leaving: says which doors of today the phone cannot open, or that it can.
 * @param {HTMLElement} place
 * @param {Bundle} bundle
 * @param {Date} now
 */
export function drawCheck(place, bundle, now) {
  const ready = find(place, ".ready", HTMLElement);
  const not = find(place, ".not-ready", HTMLElement);
  const lines = missing(bundle, now).map(({ visit, door }) =>
    element(
      "li",
      text("missing", { time: clock(visit.starts_at), door: doorName(door, visit, bundle) }),
    ),
  );
  find(not, "ul", HTMLElement).replaceChildren(...lines);
  not.hidden = lines.length === 0;
  const doors = ahead(bundle, now);
  ready.hidden = lines.length > 0 || doors.length === 0;
  ready.textContent = text("ready", { count: doors.length });
}

/**
 * What a door is called: the common entrance, the number of the flat, or its key box.
 * @param {Door} door
 * @param {Visit} visit
 * @param {Bundle} bundle
 */
export function doorName(door, visit, bundle) {
  const name = door.place === "entrance" ? text("entrance") : visit.dwelling || text("front_door");
  return lockOn(bundle, door)?.key_box ? text("key_box", { door: name }) : name;
}

/**
 * @param {Visit} visit
 * @param {Bundle} bundle
 * @param {Date} now
 * @param {{big: boolean, choose: (assignment: string) => void}} choice
 */
function card(visit, bundle, now, { big, choose }) {
  const item = element("li");
  item.className = big ? "ds-card current" : "ds-card";
  item.dataset.color = big ? "accent" : "neutral";
  const heading = element("h2", `${clock(visit.starts_at)} ${visit.recipient}`);
  heading.className = "ds-heading";
  heading.dataset.size = big ? "sm" : "xs";
  if (big) heading.tabIndex = -1;
  item.append(heading, address(visit), chain(visit, bundle, now));
  if (!big) item.append(chooser(visit, choose));
  return item;
}

/** @param {Visit} visit */
function address(visit) {
  if (visit.address_hidden) return element("p", text("address_hidden"));
  const whole = [visit.address, visit.dwelling].filter(Boolean).join(", ");
  const line = element("p");
  const link = element("a", whole);
  link.className = "ds-link";
  link.href = `geo:0,0?q=${encodeURIComponent(visit.address)}`;
  line.append(link);
  return line;
}

/** @type {(visit: Visit, bundle: Bundle, now: Date) => HTMLElement} */
function chain(visit, bundle, now) {
  const list = element("ol");
  list.className = "way";
  list.append(...visit.doors.map((door) => stage(door, visit, bundle, now)));
  return list;
}

/**
 * One door on the way: what it is called, whether it opens, and what to know there.
 * @type {(door: Door, visit: Visit, bundle: Bundle, now: Date) => HTMLElement}
 */
function stage(door, visit, bundle, now) {
  const item = element("li", `${doorName(door, visit, bundle)}: ${state(door, now)}`);
  const { batteryLow, jammedAt } = trouble(bundle, door);
  if (door.note) item.append(line("note", door.note));
  if (batteryLow) item.append(line("trouble", text("battery_low")));
  if (jammedAt) item.append(line("trouble", text("jammed", { day: day(jammedAt) })));
  return item;
}

/** @type {(name: string, content: string) => HTMLElement} */
function line(name, content) {
  const made = element("span", content);
  made.className = name;
  return made;
}

/** @type {(door: Door, now: Date) => string} */
function state(door, now) {
  if (door.credential === null) return why(door.refusal);
  if (opensNow(door, now)) return text("opens_until", { time: clock(door.expires_at) });
  if (now < new Date(door.not_before)) return text("opens_from", { time: clock(door.not_before) });
  return text("over");
}

/** @param {string | null} refusal */
function why(refusal) {
  return text(refusal !== null && has(refusal) ? refusal : "no_assignment");
}

/** @type {(visit: Visit, choose: (assignment: string) => void) => HTMLElement} */
function chooser(visit, choose) {
  const button = element("button", text("choose"));
  button.type = "button";
  button.className = "ds-button";
  button.dataset.variant = "secondary";
  button.setAttribute("aria-label", `${text("choose")}: ${clock(visit.starts_at)}`);
  button.addEventListener("click", () => choose(visit.assignment));
  return button;
}

/**
 * @template {keyof HTMLElementTagNameMap} N
 * @param {N} name
 */
function element(name, content = "") {
  const made = document.createElement(name);
  made.textContent = content;
  return made;
}
