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
 * @property {string[]} [signers] the names of those who may sign for a removal
 * @property {string[]} [weak_boxes] key boxes in the van that may not be mounted yet: their lock ids
 * @property {number} [round] how many times somebody has been there in vain
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
 * @property {boolean} [comes_down] this job takes the unit down
 * @property {boolean} [released] it is off the door already
 * @property {boolean} [key_in] the resident's key lies in the key box
 *
 * @typedef {{id: string, name: string, count: number, there: boolean}} OldPart
 * @typedef {{id: string, label: string, place: string, parts: OldPart[]}} Bag
 *
 * @typedef {"condition" | "parts" | "mounted" | "after" | "key" | "cannot" | "back" | "key_out"
 *   | "released" | "worked" | "taught" | "signed" | "left"} Kind what the server is told
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
 * @typedef {"found" | "parts" | "unit" | "after" | "key" | "back" | "key_out" | "release" | "work"
 *   | "teach" | "sign" | "leave"} Name
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
 * @property {Record<string, string[]>} [missing] by door: the old lock's parts that are not there
 * @property {Record<string, Draft>} [told] by step: what was filled in when it was finished
 * @property {Step | null} [again] the finished step that is being corrected
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
  back: "back",
  key_out: "key_out",
  release: "released",
  work: "worked",
  teach: "taught",
  sign: "signed",
  leave: "left",
};
/** @type {Name[]} What was told of these can be told anew; the rest is a lock's word, or somebody's. */
const CORRECTABLE = ["found", "parts", "back", "after", "teach"];
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
 * How far a job has come by what this phone knows; another round begins anew.
 * @param {Progress[]} all
 * @param {Job} job
 */
export function soFar(all, job) {
  const before = all.find((one) => one.job === job.id);
  return (before?.what.round ?? 0) === (job.round ?? 0) ? before : undefined;
}

/**
 * Every step of the job as it stands, in order: each door that has no unit, and then the whole. Of
 * service, each door that has one; of a removal, the door whose unit comes down. None where the
 * phone cannot show how the job is done.
 * @param {Progress} progress
 * @returns {Step[]}
 */
export function steps(progress) {
  const { what, instead } = progress;
  if (what.task === "service") return served(what);
  if (what.task === "remove") return removed(progress);
  const doors = what.doors.filter(({ lock_id }) => lock_id === null);
  const there = doors.flatMap(({ id }) => ofDoor(id, instead[id]));
  const isNothingDone = doors.length > 0 && there.length === 0;
  /** @type {Name[]} */
  const last = isNothingDone ? ["leave"] : ["teach", "sign"];
  return [...there, ...last.map((name) => ({ name, door: null }))];
}

/** @type {(what: Job) => Step[]} */
function served({ doors }) {
  const there = doors.filter(({ lock_id }) => lock_id !== null);
  return there.map(({ id }) => ({ name: "work", door: id }));
}

/**
 * The parts first: while one is missing, the eLås stays on the door, and nobody signs.
 * @type {(progress: Progress) => Step[]}
 */
function removed(progress) {
  const { what, instead } = progress;
  const doors = what.doors.filter(({ comes_down }) => comes_down);
  const there = doors.flatMap((door) => (instead[door.id] ? [] : down(progress, door)));
  const isStuck = doors.some(({ id }) => instead[id] || missing(progress, id).length > 0);
  if (isStuck) return [...there, { name: "leave", door: null }];
  // Nobody lives at a common entrance.
  return there.length === 0 || what.reason ? there : [...there, { name: "sign", door: null }];
}

/** @type {(progress: Progress, door: JobDoor) => Step[]} */
function down(progress, { id, bag, key_in, released }) {
  /** @param {Kind} kind */
  const told = (kind) => isFinished(progress, kind, id);
  /** @type {Name[]} */
  const names = bag || told("back") ? ["back"] : [];
  if (missing(progress, id).length === 0) {
    if (key_in || told("key_out")) names.push("key_out");
    if (!released || told("released")) names.push("release");
    names.push("after");
  }
  return names.map((name) => ({ name, door: id }));
}

/**
 * The parts that are not there, as somebody has told, or as the server knows of what somebody told.
 * @param {Progress} progress
 * @param {string} door
 * @returns {string[]} their ids
 */
export function missing(progress, door) {
  if (!isFinished(progress, "back", door)) return [];
  const parts = doorOf(progress, door)?.bag?.parts ?? [];
  return progress.missing?.[door] ?? parts.filter(({ there }) => !there).map(({ id }) => id);
}

/**
 * The finished steps that can be told anew: those of this phone, until the last step is finished.
 * @param {Progress} progress
 */
export function correctable(progress) {
  if (next(progress).step === null) return [];
  const { told = {} } = progress;
  return steps(progress).filter(
    ({ name, door }) => CORRECTABLE.includes(name) && `${name} ${door}` in told,
  );
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
  const bags = new Map(job.doors.map(({ id, bag }) => [id, bag]));
  const doors = progress.what.doors.map((door) => ({ ...door, bag: bags.get(door.id) ?? door.bag }));
  const what = { ...progress.what, doors };
  return { ...progress, what: { ...what, weak_boxes: job.weak_boxes }, finished: [...progress.finished, ...theirs] };
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
