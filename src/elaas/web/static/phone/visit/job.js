/** What a crew has to do at somebody's home, and which step comes next. Nothing here knows a clock. */

/**
 * @import { Bytes } from "../protocol/bytes.js"
 *
 * @typedef {object} Job as the server tells it; moments are ISO 8601
 * @property {string} id
 * @property {"mount" | "remove" | "service"} task
 * @property {string} reason of a work order; empty for an appointment
 * @property {string | null} starts_at
 * @property {string | null} ends_at
 * @property {string} recipient
 * @property {string} address
 * @property {string} dwelling
 * @property {boolean} address_hidden
 * @property {string | null} address_until when a protected address must be forgotten
 * @property {boolean} with_alarm
 * @property {JobDoor[]} doors in walking order
 * @property {{kind: Kind, door: string | null, trouble: string | null}[]} reported
 *
 * @typedef {object} JobDoor
 * @property {string} id of the home or the building
 * @property {"home" | "entrance"} place
 * @property {string} note
 * @property {string | null} lock_id of the unit that is on it already
 * @property {string | null} label
 * @property {boolean} key_box
 * @property {{make: string, cylinder: string, gap_mm: string} | null} found
 * @property {boolean} lock_permitted
 * @property {boolean} key_box_permitted
 * @property {Bag | null} bag
 *
 * @typedef {{id: string, name: string, count: number}} OldPart
 * @typedef {{id: string, label: string, place: string, parts: OldPart[]}} Bag
 *
 * @typedef {"condition" | "parts" | "mounted" | "after" | "key" | "cannot" | "taught" | "signed"
 *   | "left"} Kind what the server is told
 *
 * @typedef {object} Report a finished step, on its way to the server
 * @property {string} id
 * @property {Kind} kind
 * @property {string} job
 * @property {string | null} door
 * @property {object} told
 * @property {Bytes[]} photos
 * @property {string} at
 * @property {string} token of whoever did it
 * @property {string} [refused] the server cannot keep it, and says why
 *
 * @typedef {"key_box" | "appointment"} Instead
 * @typedef {"found" | "parts" | "unit" | "after" | "key" | "teach" | "sign" | "leave"} Name
 * @typedef {{name: Name, door: string | null}} Step
 *
 * @typedef {object} Draft what is filled in of a step that is not finished
 * @property {string} step
 * @property {Record<string, string>} values
 * @property {Bytes[]} photos
 *
 * @typedef {object} Progress how far somebody has come with a job
 * @property {string} job its id
 * @property {Job} what without its address
 * @property {{id: string, kind: Kind, door: string | null}[]} finished
 * @property {Record<string, Instead>} instead by door: what comes instead of a lock
 * @property {Record<string, {lockId: string, label: string}>} units by door: what is on it now
 * @property {Record<string, {label: string, place: string}>} bags by door
 * @property {{door: string, why: string, forced: boolean} | null} cannot what is being asked
 * @property {Draft | null} draft
 */

/** @type {Record<Name, Kind>} */
export const KINDS = {
  found: "condition",
  parts: "parts",
  unit: "mounted",
  after: "after",
  key: "key",
  teach: "taught",
  sign: "signed",
  leave: "left",
};
const MOST_GAP_MM = 5; // doors/rules.py: a bolt jams in the cold where the gap is wider

/**
 * @param {Job} job
 * @returns {Progress}
 */
export function begin(job) {
  const hidden = { address: "", dwelling: "", address_hidden: true, address_until: null };
  const doors = job.doors.map((door) => ({ ...door, note: "" }));
  const what = { ...job, ...(job.address_until === null ? {} : { ...hidden, doors }) };
  return {
    job: job.id,
    what,
    finished: [],
    instead: {},
    units: {},
    bags: {},
    cannot: null,
    draft: null,
  };
}

/**
 * Every step of the job as it stands, in order: each door that has no unit, and then the whole.
 * None where this is not how the job is done.
 * @param {Progress} progress
 * @returns {Step[]}
 */
export function steps({ what, instead }) {
  if (what.task !== "mount") return [];
  const doors = what.doors.filter(({ lock_id }) => lock_id === null);
  const there = doors.flatMap(({ id }) => ofDoor(id, instead[id]));
  const isNothingDone = doors.length > 0 && there.length === 0;
  /** @type {Name[]} */
  const last = isNothingDone ? ["leave"] : ["teach", "sign"];
  return [...there, ...last.map((name) => ({ name, door: null }))];
}

/** @type {(door: string, instead: Instead | undefined) => Step[]} */
function ofDoor(door, instead) {
  /** @type {Record<string, Name[]>} */
  const names = {
    lock: ["found", "parts", "unit", "after"],
    key_box: ["found", "unit", "after", "key"],
    appointment: [],
  };
  return names[instead ?? "lock"].map((name) => ({ name, door }));
}

/**
 * The first step that is not finished, and how many are; null: all are.
 * @param {Progress} progress
 * @returns {{step: Step | null, at: number, of: number}}
 */
export function next(progress) {
  const all = steps(progress);
  const done = new Set(progress.finished.map(({ kind, door }) => `${kind} ${door}`));
  const at = all.findIndex(({ name, door }) => !done.has(`${KINDS[name]} ${door}`));
  return { step: all[at] ?? null, at: at < 0 ? all.length : at, of: all.length };
}

/**
 * Whether the step is told of.
 * @param {Progress} progress
 * @param {Kind} kind
 * @param {string | null} door
 */
export function isFinished({ finished }, kind, door) {
  return finished.some((one) => one.kind === kind && one.door === door);
}

/**
 * The progress with what colleagues have told of the same job, and with what is known by now.
 * @param {Progress} progress
 * @param {Job} job
 * @returns {Progress}
 */
export function renewed(progress, job) {
  const theirs = job.reported
    .filter(({ kind, door }) => kind !== "cannot" && !isFinished(progress, kind, door))
    .map(({ kind, door }) => ({ id: "", kind, door }));
  return { ...progress, finished: [...progress.finished, ...theirs] };
}

/**
 * Why no lock fits on a door, as texts are called; null: one does.
 * @param {JobDoor} door
 * @param {{cylinder: string, gap_mm: string}} found
 */
export function whyNoLock(door, { cylinder, gap_mm }) {
  if (!door.lock_permitted) return "no_permission";
  if (Number(gap_mm) > MOST_GAP_MM) return "gap_too_wide";
  return cylinder === "annen" ? "no_such_cylinder" : null;
}

/**
 * @param {Progress} progress
 * @param {string | null} door
 * @returns {JobDoor | undefined}
 */
export function doorOf({ what }, door) {
  return what.doors.find(({ id }) => id === door);
}
