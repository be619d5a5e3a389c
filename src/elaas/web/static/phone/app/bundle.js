/** Questions to the last bundle: which visit, which door, with what. Nothing here knows a clock. */

import { fromHex } from "../protocol/bytes.js";
import { decode, Malformed, octets } from "../protocol/cbor.js";
import { parseSign1 } from "../protocol/cose.js";

const CTI = 7; // RFC 8392 section 4

/**
 * @import { Bytes } from "../protocol/bytes.js"
 * @import { PublicKey } from "../protocol/p256.js"
 * @import { Employee } from "./enrol.js"
 * @import { Job } from "../visit/job.js"
 *
 * @typedef {object} Bundle the day as the server tells it; moments are ISO 8601
 * @property {string} now when it was told
 * @property {Employee} employee
 * @property {Visit[]} visits
 * @property {Job[]} [jobs] of the crew that the employee drives with; a bundle from before has none
 * @property {Record<string, Lock | undefined>} locks by their ids
 *
 * @typedef {object} Visit
 * @property {string} assignment
 * @property {string} starts_at
 * @property {string} ends_at
 * @property {string} service
 * @property {"care" | "mounting" | "service" | "removal"} task
 * @property {string | null} unit the lock id of what it mounts, mends or takes down
 * @property {string} recipient
 * @property {string} address
 * @property {string} dwelling
 * @property {boolean} address_hidden
 * @property {string | null} address_until when a protected address must be forgotten
 * @property {Door[]} doors in walking order
 *
 * @typedef {Doorway & (Access | NoAccess)} Door
 *
 * @typedef {object} Doorway
 * @property {"home" | "entrance"} place
 * @property {string} note what to know there; empty if nothing
 *
 * @typedef {object} Access
 * @property {string} lock_id
 * @property {string} credential in hexadecimal
 * @property {string} not_before
 * @property {string} expires_at
 * @property {null} refusal
 *
 * @typedef {object} NoAccess
 * @property {string | null} lock_id
 * @property {null} credential
 * @property {null} not_before
 * @property {null} expires_at
 * @property {string | null} refusal why there is no credential
 *
 * @typedef {object} Lock bytes in hexadecimal
 * @property {string} label
 * @property {{x: string, y: string}} dh
 * @property {{x: string, y: string}} receipt the key it signs receipts with
 * @property {string} update what it is to hear
 * @property {boolean} key_box
 * @property {number} acknowledged the server has its journal up to here
 * @property {number | null} battery per cent
 * @property {boolean} battery_low below what the municipality has set
 * @property {string | null} jammed_at when its bolt last got stuck, lately
 * @property {string | null} release what it is told when it is taken down, if that is prepared
 * @property {Claim | null} claim for whom it can be claimed; null unless this phone may do service
 *
 * @typedef {object} Claim
 * @property {boolean} claimed as far as the server knows
 * @property {string | null} secret what claims it; null: what its label says
 * @property {{kid: string, x: string, y: string}} authority
 *
 * @typedef {object} LockInBytes
 * @property {string} lockId
 * @property {string} label
 * @property {PublicKey} dh
 * @property {PublicKey} receipt
 * @property {Bytes} update
 * @property {number} acknowledged
 */

/**
 * The bundle without visits that are for nobody but what lies in a van.
 * @param {Bundle} bundle
 * @returns {Bundle}
 */
export function atHomes(bundle) {
  return { ...bundle, visits: bundle.visits.filter(({ task }) => task !== "mounting") };
}

/**
 * The door that a unit is or will be, with what this phone may do service with; null: it may not.
 * Of several visits the one that opens now counts.
 * @param {Bundle} bundle
 * @param {string} lockId
 * @param {Date} now
 * @returns {Door | null}
 */
export function unitDoor({ visits }, lockId, now) {
  const doors = visits
    .filter(({ unit }) => unit === lockId)
    .flatMap((visit) => visit.doors.filter(({ lock_id }) => lock_id === lockId));
  return doors.find((door) => opensNow(door, now)) ?? doors[0] ?? null;
}

/**
 * Whether the door's credential holds at `now`.
 * @param {Door} door
 * @param {Date} now
 */
export function opensNow(door, now) {
  return (
    door.credential !== null && new Date(door.not_before) <= now && now < new Date(door.expires_at)
  );
}

/**
 * Whether the visit is not over, or a door of it opens still: nobody means an older one.
 * @param {Visit} visit
 * @param {Date} now
 */
export function isOpen(visit, now) {
  return now < ends(visit) || visit.doors.some((door) => opensNow(door, now));
}

/**
 * The visit to show first: one whose doors open now and that is not over, else the next, else the
 * last.
 * @param {Bundle} bundle
 * @param {Date} now
 * @returns {Visit | undefined}
 */
export function current({ visits }, now) {
  const open = visits.filter(({ doors }) => doors.some((door) => opensNow(door, now)));
  const during = open.find((visit) => new Date(visit.starts_at) <= now && now < ends(visit));
  const next = visits.find((visit) => now < ends(visit));
  return during ?? open.find((visit) => now < ends(visit)) ?? next ?? open[0] ?? visits.at(-1);
}

const UNKNOWN = { battery_low: false, jammed_at: null };

/**
 * The lock on that door, if there is one.
 * @param {Bundle} bundle
 * @param {Door} door
 */
export function lockOn({ locks }, { lock_id }) {
  return lock_id === null ? undefined : locks[lock_id];
}

/**
 * What is known to be wrong with a door's lock.
 * @param {Bundle} bundle
 * @param {Door} door
 * @returns {{batteryLow: boolean, jammedAt: string | null}}
 */
export function trouble(bundle, door) {
  const { battery_low: batteryLow, jammed_at: jammedAt } = lockOn(bundle, door) ?? UNKNOWN;
  return { batteryLow, jammedAt };
}

/**
 * The doors with a lock on today's way that are still ahead.
 * @param {Bundle} bundle
 * @param {Date} now
 * @returns {{visit: Visit, door: Door}[]}
 */
export function ahead({ visits }, now) {
  return visits
    .filter((visit) => now < ends(visit))
    .flatMap((visit) => visit.doors.map((door) => ({ visit, door })))
    .filter(({ door }) => door.refusal !== "not_mounted"); // rung at, as ever
}

/**
 * Those of them that the phone could not open although it should: the lock's key, its news or the
 * credential is missing.
 * @param {Bundle} bundle
 * @param {Date} now
 * @returns {{visit: Visit, door: Door}[]}
 */
export function missing(bundle, now) {
  return ahead(bundle, now).filter(({ door }) => {
    const lock = lockOn(bundle, door);
    return door.credential === null || !lock?.dh || !lock.update;
  });
}

/**
 * The bundle without the protected addresses whose time is over; null if there is none of them.
 * @param {Bundle} bundle
 * @param {Date} now
 * @returns {Bundle | null}
 */
export function withoutOldAddresses(bundle, now) {
  /** @param {Visit} visit */
  const isOld = ({ address_until }) => address_until !== null && new Date(address_until) <= now;
  /** @param {Job} job */
  const isOldJob = ({ address_until }) => address_until !== null && new Date(address_until) <= now;
  const jobs = bundle.jobs ?? [];
  if (!bundle.visits.some(isOld) && !jobs.some(isOldJob)) return null;
  const hidden = { address: "", dwelling: "", address_hidden: true, address_until: null };
  /** @param {Door[]} doors */
  const silent = (doors) => doors.map((door) => ({ ...door, note: "" }));
  /** @param {Visit} visit */
  const hide = (visit) => ({ ...visit, ...hidden, doors: silent(visit.doors) });
  return {
    ...bundle,
    visits: bundle.visits.map((visit) => (isOld(visit) ? hide(visit) : visit)),
    jobs: jobs.map((job) => (isOldJob(job) ? { ...withoutNotes(job), ...hidden } : job)),
  };
}

/**
 * A lock of the bundle with its bytes.
 * @param {Lock} lock
 * @param {string} lockId
 * @returns {LockInBytes}
 */
export function inBytes(lock, lockId) {
  return {
    lockId,
    label: lock.label,
    dh: point(lock.dh),
    receipt: point(lock.receipt),
    update: fromHex(lock.update),
    acknowledged: lock.acknowledged,
  };
}

/**
 * The id of a credential, as receipts name it.
 * @param {Bytes} token
 * @returns {Bytes} 16 bytes
 * @throws {Malformed}
 */
export function ctiOf(token) {
  const claims = decode(parseSign1(token).payload);
  if (!(claims instanceof Map)) throw new Malformed("not a credential");
  return octets(claims.get(CTI), 16);
}

/** @param {Visit} visit */
function ends(visit) {
  return new Date(visit.ends_at);
}

/** @type {(key: {x: string, y: string}) => PublicKey} */
function point({ x, y }) {
  return { x: fromHex(x), y: fromHex(y) };
}

/**
 * @param {Job} job
 * @returns {Job}
 */
export function withoutNotes(job) {
  return { ...job, doors: job.doors.map((door) => ({ ...door, note: "" })) };
}
