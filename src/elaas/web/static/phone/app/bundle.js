/** Questions to the last bundle: which visit, which door, with what. Nothing here knows a clock. */

import { fromHex } from "../protocol/bytes.js";
import { decode } from "../protocol/cbor.js";
import { parseSign1 } from "../protocol/cose.js";

const CTI = 7; // RFC 8392 section 4

/**
 * @typedef {object} Door
 * @property {"home" | "entrance"} place
 * @property {string} note what to know there; empty if nothing
 * @property {string | null} lock_id
 * @property {string | null} credential in hexadecimal
 * @property {string | null} not_before
 * @property {string | null} expires_at
 * @property {string | null} refusal why there is no credential
 */

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
 * The visit to show first: one whose doors open now and that is not over, else the next, else the
 * last.
 * @param {object} bundle
 * @param {Date} now
 * @returns {object | undefined}
 */
export function current({ visits }, now) {
  const open = visits.filter(({ doors }) => doors.some((door) => opensNow(door, now)));
  const during = open.find((visit) => new Date(visit.starts_at) <= now && now < ends(visit));
  const next = visits.find((visit) => now < ends(visit));
  return during ?? open.find((visit) => now < ends(visit)) ?? next ?? open[0] ?? visits.at(-1);
}

const LOW_BATTERY = 20; // per cent; below 5 a lock moves no more

/**
 * What is known to be wrong with a door's lock.
 * @param {object} bundle
 * @param {Door} door
 * @returns {{batteryLow: boolean, jammedAt: string | null}}
 */
export function trouble({ locks }, { lock_id }) {
  const { battery, jammed_at: jammedAt } = locks[lock_id] ?? { battery: null, jammed_at: null };
  return { batteryLow: battery !== null && battery < LOW_BATTERY, jammedAt };
}

/**
 * The doors with a lock on today's way that are still ahead.
 * @param {object} bundle
 * @param {Date} now
 * @returns {{visit: object, door: Door}[]}
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
 * @param {object} bundle
 * @param {Date} now
 * @returns {{visit: object, door: Door}[]}
 */
export function missing(bundle, now) {
  return ahead(bundle, now).filter(({ door }) => {
    const lock = bundle.locks[door.lock_id];
    return door.credential === null || !lock?.dh || !lock.update;
  });
}

/**
 * The bundle without the protected addresses whose time is over; null if there is none of them.
 * @param {object} bundle
 * @param {Date} now
 * @returns {object | null}
 */
export function withoutOldAddresses(bundle, now) {
  const isOld = ({ address_until }) => address_until !== null && new Date(address_until) <= now;
  if (!bundle.visits.some(isOld)) return null;
  const hidden = { address: "", dwelling: "", address_hidden: true, address_until: null };
  const silent = (doors) => doors.map((door) => ({ ...door, note: "" }));
  const hide = (visit) => ({ ...visit, ...hidden, doors: silent(visit.doors) });
  return { ...bundle, visits: bundle.visits.map((visit) => (isOld(visit) ? hide(visit) : visit)) };
}

/**
 * A lock of the bundle with its bytes.
 * @param {object} bundle
 * @param {string} lockId
 */
export function lockOf({ locks }, lockId) {
  const lock = locks[lockId];
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
 * @param {Uint8Array} token
 * @returns {Uint8Array} 16 bytes
 */
export function ctiOf(token) {
  return decode(parseSign1(token).payload).get(CTI);
}

function ends(visit) {
  return new Date(visit.ends_at);
}

function point({ x, y }) {
  return { x: fromHex(x), y: fromHex(y) };
}
