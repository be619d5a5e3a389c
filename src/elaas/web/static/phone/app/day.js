/** The day as a column of cards; what comes from outside is only ever put in as text. */

import { ahead, current, missing, opensNow, trouble } from "./bundle.js";
import { clock, day, has, text } from "./words.js";

/**
 * Draws the visits of the bundle into `list`.
 * @param {HTMLElement} list
 * @param {object} bundle
 * @param {Date} now
 * @param {{chosen: string | null, choose: (assignment: string) => void}} choice which card is big
 * @returns {object | undefined} the visit on that card
 */
export function drawDay(list, bundle, now, { chosen, choose }) {
  const picked = bundle.visits.find(({ assignment }) => assignment === chosen);
  const big = picked ?? current(bundle, now);
  const cards = bundle.visits.map((visit) => card(visit, bundle, now, { big: visit === big, choose }));
  const there = [...list.children];
  const isSame = (made, at) => there[at]?.isEqualNode(made);
  // Drawn anew only when something is: the focus would be lost.
  if (there.length !== cards.length || !cards.every(isSame)) list.replaceChildren(...cards);
  return big;
}

/**
 * The check before leaving: says which doors of today the phone cannot open, or that it can.
 * @param {HTMLElement} place
 * @param {object} bundle
 * @param {Date} now
 */
export function drawCheck(place, bundle, now) {
  const [ready, not] = [place.querySelector(".ready"), place.querySelector(".not-ready")];
  const lines = missing(bundle, now).map(({ visit, door }) =>
    element(
      "li",
      text("missing", { time: clock(visit.starts_at), door: doorName(door, visit, bundle) }),
    ),
  );
  not.querySelector("ul").replaceChildren(...lines);
  not.hidden = lines.length === 0;
  const doors = ahead(bundle, now);
  ready.hidden = lines.length > 0 || doors.length === 0;
  ready.textContent = text("ready", { count: doors.length });
}

/** What a door is called: the common entrance, the number of the flat, or its key box. */
export function doorName(door, visit, { locks }) {
  const name = door.place === "entrance" ? text("entrance") : visit.dwelling || text("front_door");
  return locks[door.lock_id]?.key_box ? text("key_box", { door: name }) : name;
}

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

function chain(visit, bundle, now) {
  const list = element("ol");
  list.className = "way";
  list.append(...visit.doors.map((door) => stage(door, visit, bundle, now)));
  return list;
}

/** One door on the way: what it is called, whether it opens, and what to know there. */
function stage(door, visit, bundle, now) {
  const item = element("li", `${doorName(door, visit, bundle)}: ${state(door, now)}`);
  const { batteryLow, jammedAt } = trouble(bundle, door);
  if (door.note) item.append(line("note", door.note));
  if (batteryLow) item.append(line("trouble", text("battery_low")));
  if (jammedAt) item.append(line("trouble", text("jammed", { day: day(jammedAt) })));
  return item;
}

function line(name, content) {
  const made = element("span", content);
  made.className = name;
  return made;
}

function state(door, now) {
  if (door.credential === null) return why(door);
  if (opensNow(door, now)) return text("opens_until", { time: clock(door.expires_at) });
  if (now < new Date(door.not_before)) return text("opens_from", { time: clock(door.not_before) });
  return text("over");
}

function why(door) {
  return has(door.refusal) ? text(door.refusal) : text("no_assignment");
}

function chooser(visit, choose) {
  const button = element("button", text("choose"));
  button.type = "button";
  button.className = "ds-button";
  button.dataset.variant = "secondary";
  button.setAttribute("aria-label", `${text("choose")}: ${clock(visit.starts_at)}`);
  button.addEventListener("click", () => choose(visit.assignment));
  return button;
}

function element(name, content = "") {
  const made = document.createElement(name);
  made.textContent = content;
  return made;
}
