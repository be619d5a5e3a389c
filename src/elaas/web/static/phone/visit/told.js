/** What a step's form tells the server, and what is missing in it. */

import { doorOf, isFinished } from "./job.js";

/**
 * @import { Bytes } from "../protocol/bytes.js"
 * @import { Draft, Instead, Kind, Name, Progress, Step } from "./job.js"
 *
 * @typedef {object} Told
 * @property {Kind} kind
 * @property {object} told
 * @property {Bytes[]} photos
 * @property {Partial<Progress>} then how the job goes on
 *
 * @typedef {{missing: string}} Missing what must be there first, as texts are called
 */

const MOST_ROWS = 8;
/** @type {Name[]} */
const WITH_PHOTOS = ["found", "parts", "after"];

/**
 * @param {Step} step
 * @param {Draft} draft
 * @param {Progress} progress
 * @param {Bytes | null} signature
 * @returns {Told | Missing}
 */
export function told({ name, door }, { values, photos }, progress, signature) {
  if (WITH_PHOTOS.includes(name) && photos.length === 0) return { missing: "photo_missing" };
  const known = progress.finished.map(({ id }) => id).filter(Boolean);
  switch (name) {
    case "found":
      return found(values, photos);
    case "parts":
      return parts(values, photos, progress, String(door));
    case "unit":
      return unit(values, progress, String(door));
    case "after":
      return { kind: "after", told: {}, photos, then: {} };
    case "key":
      return { kind: "key", told: {}, photos: [], then: {} };
    case "back":
      return back(values, progress, String(door));
    case "key_out":
      return { kind: "key_out", told: {}, photos: [], then: {} };
    case "release":
      return released(values);
    case "work":
      return worked(values);
    case "teach":
      return taught(values, progress);
    case "sign":
      return signed(values, known, signature);
    case "leave":
      return { kind: "left", told: { reports: known }, photos: [], then: {} };
  }
}

/**
 * Why it cannot be done, and what comes instead.
 * @param {string} door
 * @param {Draft} draft
 * @param {Progress} progress
 * @returns {Told | Missing}
 */
export function cannot(door, { values }, progress) {
  const { reason = "", put_back } = values;
  const then = /** @type {Instead} */ (values.then);
  if (isFinished(progress, "parts", door) && !put_back) return { missing: "put_back_missing" };
  const { [door]: _, ...bags } = progress.bags;
  return {
    kind: "cannot",
    told: { reason, then },
    photos: [],
    then: { instead: { ...progress.instead, [door]: then }, bags, cannot: null },
  };
}

/** @type {(values: Record<string, string>, photos: Bytes[]) => Told} */
function found({ make = "", cylinder = "", gap = "" }, photos) {
  const gap_mm = Number(gap).toFixed(1);
  return { kind: "condition", told: { make, cylinder, gap_mm }, photos, then: {} };
}

/** @type {(values: Record<string, string>, photos: Bytes[], progress: Progress, door: string) => Told} */
function parts(values, photos, progress, door) {
  const { label = "", place = "" } = values;
  const rows = Array.from({ length: MOST_ROWS }, (_, at) => ({
    name: values[`name-${at + 1}`]?.trim() ?? "",
    count: Number(values[`count-${at + 1}`]),
  }));
  const bags = { ...progress.bags, [door]: { label, place } };
  const given = { label, place, parts: rows.filter(({ name }) => name) };
  return { kind: "parts", told: given, photos: photos.slice(-1), then: { bags } };
}

/** @type {(values: Record<string, string>, progress: Progress, door: string) => Told | Missing} */
function unit({ lockId, label = "", claimed, opened, locked }, progress, door) {
  if (!lockId || !claimed || !opened || !locked) return { missing: "unit_not_tried" };
  const units = { ...progress.units, [door]: { lockId, label } };
  return { kind: "mounted", told: { lock_id: lockId }, photos: [], then: { units } };
}

/** @type {(values: Record<string, string>, progress: Progress, door: string) => Told | Missing} */
function back(values, progress, door) {
  const parts = doorOf(progress, door)?.bag?.parts ?? [];
  const isBack = ({ id = "" }) => Boolean(values[`part-${id}`]);
  const [there, gone] = [parts.filter(isBack), parts.filter((part) => !isBack(part))];
  if (gone.length > 0 && !values.missing) return { missing: "parts_not_ticked" };
  const ids = { back: there.map(({ id }) => id), missing: gone.map(({ id }) => id) };
  const missing = { ...progress.missing, [door]: ids.missing };
  return { kind: "back", told: ids, photos: [], then: { missing } };
}

/** @type {(values: Record<string, string>) => Told | Missing} */
function released({ lockId = "", released: isReleased, broken = "" }) {
  const why = isReleased ? "" : broken.trim();
  if (!isReleased && !why) return { missing: "unit_not_released" };
  return { kind: "released", told: { lock_id: lockId, broken: why }, photos: [], then: {} };
}

/** @type {(values: Record<string, string>) => Told} */
function worked({ work = "", works, note = "" }) {
  const given = { work, works: works === "yes", text: note };
  return { kind: "worked", told: given, photos: [], then: {} };
}

/** @type {(values: Record<string, string>, progress: Progress) => Told | Missing} */
function taught(values, { what }) {
  const reason = values.reason?.trim() ?? "";
  const points = Object.keys(values)
    .filter((name) => name.startsWith("point-"))
    .map((name) => name.slice("point-".length))
    .filter((point) => point !== "alarm" || what.with_alarm);
  const isAll = points.length === POINTS.length + (what.with_alarm ? 1 : 0);
  if (!isAll && !reason) return { missing: "not_all_shown" };
  return { kind: "taught", told: { points, reason }, photos: [], then: {} };
}

const POINTS = ["own_key", "inside", "knock", "log", "bag", "call"];

/** @type {(values: Record<string, string>, reports: string[], signature: Bytes | null) => Told | Missing} */
function signed({ how = "drawn", name = "", reason = "" }, reports, signature) {
  if (how === "nobody") {
    if (!reason.trim()) return { missing: "reason_missing" };
    return { kind: "signed", told: { how, name: "", reason, reports }, photos: [], then: {} };
  }
  if (!name.trim()) return { missing: "name_missing" };
  if (how === "drawn" && signature === null) return { missing: "signature_missing" };
  const photos = how === "drawn" && signature ? [signature] : [];
  return { kind: "signed", told: { how, name, reason: "", reports }, photos, then: {} };
}
