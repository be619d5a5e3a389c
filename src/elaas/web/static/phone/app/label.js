/** A unit's label: the JSON in its QR code, as `elaas lock init` prints it, or its printed number. */

import { fromHex } from "../protocol/bytes.js";
import { unitDoor } from "./bundle.js";

/**
 * @import { Bytes } from "../protocol/bytes.js"
 * @import { Bundle, Lock } from "./bundle.js"
 *
 * @typedef {object} Label
 * @property {string} lockId
 * @property {Bytes | null} secret what claims it; null: only the number was read
 * @property {null} why
 *
 * @typedef {object} NoLabel
 * @property {null} lockId
 * @property {string} why the reason as words.js names it
 */

const FIELDS = "claim_secret,dh,label,lock_id,receipt";
const SECRET = /^[0-9a-f]{32}$/i;
const NUMBER = /^[0-9]{4,5}$/;

/**
 * The unit whose label says `text`, if it is one that this phone may do service at.
 * @param {string} text scanned or typed
 * @param {Bundle} bundle
 * @param {Date} now
 * @param {string} [expected] the lock id it must have, where it is known which unit is meant
 * @returns {Label | NoLabel}
 */
export function readLabel(text, bundle, now, expected) {
  const trimmed = text.trim();
  const read = NUMBER.test(trimmed) ? byNumber(trimmed, bundle, now) : byCode(trimmed, bundle, now);
  const isOther = read.why === null && expected !== undefined && read.lockId !== expected;
  return isOther ? no("label_other") : read;
}

/** @type {(number: string, bundle: Bundle, now: Date) => Label | NoLabel} */
function byNumber(number, bundle, now) {
  const found = Object.entries(bundle.locks).filter(
    ([lockId, lock]) => lock?.label === number && unitDoor(bundle, lockId, now) !== null,
  );
  if (found.length !== 1) return no(found.length === 0 ? "label_unknown" : "label_twice");
  return { lockId: found[0][0], secret: null, why: null };
}

/** @type {(text: string, bundle: Bundle, now: Date) => Label | NoLabel} */
function byCode(text, bundle, now) {
  const told = parsed(text);
  if (told === null) return no("label_unreadable");
  const lock = Object.hasOwn(bundle.locks, told.lock_id) ? bundle.locks[told.lock_id] : undefined;
  if (!lock || unitDoor(bundle, told.lock_id, now) === null) return no("label_unknown");
  if (!isOf(told, lock)) return no("label_differs");
  return { lockId: told.lock_id, secret: fromHex(told.claim_secret), why: null };
}

/**
 * @typedef {{lock_id: string, claim_secret: string, label: unknown, dh: unknown, receipt: unknown}} Told
 * @type {(text: string) => Told | null}
 */
function parsed(text) {
  let found;
  try {
    found = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof found !== "object" || found === null) return null;
  const { lock_id, claim_secret, label, dh, receipt } = found;
  const isLabel = Object.keys(found).sort().join() === FIELDS;
  if (!isLabel || typeof lock_id !== "string" || typeof claim_secret !== "string") return null;
  return SECRET.test(claim_secret) ? { lock_id, claim_secret, label, dh, receipt } : null;
}

/**
 * Whether a label tells the same keys and number as the server has on record: another's may be a
 * forgery.
 * @type {(told: Told, lock: Lock) => boolean}
 */
function isOf(told, lock) {
  return told.label === lock.label && same(told.dh, lock.dh) && same(told.receipt, lock.receipt);
}

/** @type {(told: unknown, key: {x: string, y: string}) => boolean} */
function same(told, key) {
  if (typeof told !== "object" || told === null) return false;
  const { x, y } = /** @type {Record<string, unknown>} */ (told);
  return String(x).toLowerCase() === key.x && String(y).toLowerCase() === key.y;
}

/** @type {(why: string) => NoLabel} */
function no(why) {
  return { lockId: null, why };
}
