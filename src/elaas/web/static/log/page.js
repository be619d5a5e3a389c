/**
 * Checks on the page itself that what it says stands in the log, and says so beside each line.
 *
 * The server hands over entries and proofs (#evidence); nothing of what it says of them is believed
 * but what the log's checkpoint and a witness's cosignature show.
 */

import { fromBase64 } from "./bytes.js";
import { checkpointIn, commitment, cosignedAt, isSigned, keyTold, noteIn } from "./note.js";
import { isIn, leafHash } from "./tree.js";

/** @typedef {import("./note.js").Note} Note */
/** @typedef {{ entry: string, salt: string, index: number, proof: string[] }} Evidence */
/**
 * @typedef {object} Told
 * @property {string} key of the log
 * @property {string[]} witnesses their keys
 * @property {string} note the checkpoint
 * @property {Record<string, Evidence>} entries by the id of the line
 * @property {Record<string, string>} words
 * @property {string} language
 */
/** @typedef {{ note: Note, size: number, root: import("./bytes.js").Bytes }} Checkpoint */

const PINNED = "elaas-log-key";
/** @type {Intl.DateTimeFormatOptions} */
const TIME = { hour: "2-digit", minute: "2-digit" };

/** @param {Told} told */
async function check(told) {
  const seen = await checkpoint(told);
  const lines = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-entry]"));
  let wrong = seen ? 0 : lines.length;
  for (const line of lines) {
    const evidence = told.entries[line.dataset.entry ?? ""];
    if (!evidence) continue; // not in the published log yet: the page says so
    const entry = seen && (await proven(evidence, seen));
    const fits = entry && entry.lock === line.dataset.lock && sameTime(entry, line);
    say(line, fits ? inTheLog(entry, told) : told.words.wrong);
    line.dataset.checked = fits ? "yes" : "no";
    if (!fits) wrong += 1;
  }
  await sum(told, seen, wrong);
}

/**
 * The checkpoint, if the log has signed it with the key that this browser knows it by.
 * @param {Told} told
 * @returns {Promise<Checkpoint | undefined>}
 */
async function checkpoint(told) {
  const known = localStorage.getItem(PINNED) ?? told.key;
  const note = noteIn(told.note);
  if (!(await isSigned(note, await keyTold(known)))) return undefined;
  localStorage.setItem(PINNED, known);
  const { size, root } = checkpointIn(note);
  return { note, size, root };
}

/**
 * The entry, if it stands in the tree.
 * @param {Evidence} evidence
 * @param {Checkpoint} seen
 * @returns {Promise<Record<string, any> | undefined>}
 */
async function proven({ entry, salt, index, proof }, { size, root }) {
  const body = fromBase64(entry);
  const leaf = await leafHash(await commitment(fromBase64(salt), body));
  const stands = await isIn({ leaf, index, size, root, proof: proof.map(fromBase64) });
  return stands ? JSON.parse(new TextDecoder().decode(body)) : undefined;
}

/**
 * @param {Record<string, any>} entry
 * @param {HTMLElement} line
 */
function sameTime(entry, line) {
  return seconds(entry.tried_at ?? entry.at) === seconds(line.dataset.at ?? "");
}

/**
 * The page tells times to the second.
 * @param {string} at
 */
function seconds(at) {
  return Math.floor(Date.parse(at) / 1000);
}

/**
 * What the entry itself says.
 * @param {Record<string, any>} entry
 * @param {Told} told
 */
function inTheLog(entry, told) {
  const at = said(new Date(entry.tried_at ?? entry.at), told.language, TIME);
  return told.words.checked.replace("{at}", at).replace("{lock}", entry.lock.replace("L-", ""));
}

/**
 * @param {HTMLElement} line
 * @param {string} words
 */
function say(line, words) {
  const place = line.querySelector(".checked");
  if (place) place.textContent = words;
}

/**
 * How it all stands, above the days.
 * @param {Told} told
 * @param {Checkpoint | undefined} seen
 * @param {number} wrong
 */
async function sum(told, seen, wrong) {
  const place = document.getElementById("checked");
  if (!place) return;
  if (wrong || !seen) {
    place.textContent = told.words.allWrong;
    place.dataset.color = "danger";
    return;
  }
  const now = moment(new Date(), told.language);
  const words = [told.words.all.replace("{now}", now)];
  const witness = await witnessed(told, seen.note);
  words.push(
    witness
      ? told.words.witnessed
          .replace("{name}", witness.name)
          .replace("{at}", moment(witness.at, told.language))
      : told.words.unwitnessed,
  );
  place.textContent = words.join(" ");
}

/**
 * The witness that cosigned it last.
 * @param {Told} told
 * @param {Note} note
 */
async function witnessed(told, note) {
  const found = [];
  for (const one of told.witnesses) {
    const key = await keyTold(one);
    const at = await cosignedAt(note, key);
    if (at) found.push({ name: key.name, at });
  }
  return found.sort((one, other) => Number(other.at) - Number(one.at))[0];
}

/**
 * Day and time of day.
 * @param {Date} at
 * @param {string} language
 */
function moment(at, language) {
  return said(at, language, { day: "numeric", month: "long", ...TIME });
}

/**
 * As the rest of the page writes times.
 * @param {Date} at
 * @param {string} language
 * @param {Intl.DateTimeFormatOptions} parts
 */
function said(at, language, parts) {
  const words = at.toLocaleString(language, { timeZone: "Europe/Oslo", ...parts });
  return language === "en" ? words : words.replace(":", ".");
}

const evidence = document.getElementById("evidence");
if (evidence) await check(JSON.parse(evidence.textContent ?? ""));
