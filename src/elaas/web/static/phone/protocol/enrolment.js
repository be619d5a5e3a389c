/** Enrolment: the phone proves that it holds a key which agrees but never signs. */

import { concat, utf8 } from "./bytes.js";
import { expand, extract, hmac } from "./hkdf.js";
import { agree, coordinates, publicKey } from "./p256.js";

/**
 * @import { Bytes } from "./bytes.js"
 * @import { PublicKey } from "./p256.js"
 */

const INFO = utf8("elaas enrolment v1");

/**
 * HMAC-SHA256 over code (UTF-8) || x || y of the phone's key, under HKDF-SHA256 (RFC 5869, no
 * salt) of the secret that the phone's key and the server's enrolment key agree on.
 * @param {object} given
 * @param {CryptoKeyPair} given.keyPair the phone's
 * @param {PublicKey} given.serverKey
 * @param {string} given.code one-time
 * @returns {Promise<Bytes>} 32 bytes
 */
export async function proof({ keyPair, serverKey, code }) {
  const secret = await agree(keyPair.privateKey, await publicKey(serverKey));
  const key = await expand(await extract(new Uint8Array(32), secret), INFO, 32);
  const { x, y } = await coordinates(keyPair.publicKey);
  return hmac(key, concat(utf8(code), x, y));
}
