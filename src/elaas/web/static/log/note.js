/** Checkpoints as signed notes (C2SP signed-note, tlog-checkpoint, tlog-cosignature). */

import { concat, equal, fromBase64, sha256 } from "./bytes.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {{ name: string, id: Bytes, kind: number, raw: Bytes }} Key */
/** @typedef {{ name: string, id: Bytes, body: Bytes }} Signature */
/** @typedef {{ text: string, signatures: Signature[] }} Note */

const ED25519 = 1;
const COSIGNATURE = 4;
const UTF_8 = new TextEncoder();

/**
 * @param {string} told
 * @returns {Promise<Key>}
 * @throws {TypeError} where it is no key of a log or a witness
 */
export async function keyTold(told) {
  const [, name, id, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+(.+)$/.exec(told) ?? [];
  if (!name) throw new TypeError("no key");
  const all = fromBase64(encoded);
  const key = { name, kind: all[0], raw: all.slice(1), id: all.slice(0, 0) };
  key.id = (await sha256(UTF_8.encode(`${name}\n`), all)).slice(0, 4);
  const expected = id.match(/../g)?.map((pair) => parseInt(pair, 16)) ?? [];
  if (key.raw.length !== 32 || !equal(key.id, Uint8Array.from(expected))) {
    throw new TypeError("no key");
  }
  return key;
}

/**
 * @param {string} whole
 * @returns {Note}
 * @throws {TypeError} where it is no signed note
 */
export function noteIn(whole) {
  const at = whole.lastIndexOf("\n\n");
  if (at < 0 || !whole.endsWith("\n")) throw new TypeError("no note");
  const lines = whole.slice(at + 2, -1).split("\n");
  return { text: whole.slice(0, at + 1), signatures: lines.map(signature) };
}

/**
 * @param {string} line
 * @returns {Signature}
 */
function signature(line) {
  const [, name, told] = /^\u2014 (\S+) (\S+)$/.exec(line) ?? [];
  if (!name) throw new TypeError("no signature");
  const all = fromBase64(told);
  return { name, id: all.slice(0, 4), body: all.slice(4) };
}

/**
 * What a checkpoint says: the log's name, how large the tree is, and its root.
 * @param {Note} note
 * @returns {{ origin: string, size: number, root: Bytes }}
 */
export function checkpointIn({ text }) {
  const [origin, size, root] = text.split("\n");
  return { origin, size: Number(size), root: fromBase64(root) };
}

/**
 * Whether the log with this key has signed it, under its own name.
 * @param {Note} note
 * @param {Key} key
 * @returns {Promise<boolean>}
 */
export async function isSigned(note, key) {
  const found = by(note, key);
  if (key.kind !== ED25519 || found.length !== 1) return false;
  if (checkpointIn(note).origin !== key.name) return false;
  return verified(key, found[0].body, UTF_8.encode(note.text));
}

/**
 * When the witness with this key cosigned it; undefined: it did not.
 * @param {Note} note
 * @param {Key} key
 * @returns {Promise<Date | undefined>}
 */
export async function cosignedAt(note, key) {
  const found = by(note, key);
  if (key.kind !== COSIGNATURE || found.length !== 1 || found[0].body.length !== 72) {
    return undefined;
  }
  const { body } = found[0];
  const time = new DataView(body.buffer, body.byteOffset).getBigUint64(0);
  const message = UTF_8.encode(`cosignature/v1\ntime ${time}\n${note.text}`);
  const holds = await verified(key, body.slice(8), message);
  return holds ? new Date(Number(time) * 1000) : undefined;
}

/**
 * @param {Note} note
 * @param {Key} key
 */
function by(note, key) {
  return note.signatures.filter(({ name, id }) => name === key.name && equal(id, key.id));
}

/**
 * @param {Key} key
 * @param {Bytes} told
 * @param {Bytes} message
 */
async function verified(key, told, message) {
  const usable = await crypto.subtle.importKey("raw", key.raw, "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", usable, told, message);
}

/**
 * The commitment that stands in the tree for an entry.
 * @param {Bytes} salt
 * @param {Bytes} entry
 * @returns {Promise<Bytes>}
 */
export function commitment(salt, entry) {
  return sha256(concat(salt, entry));
}
