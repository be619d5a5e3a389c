/** How long a response is, as its own first bytes tell (protocol.md, "On the air"). */

/** @import { Bytes } from "../protocol/bytes.js" */

const MESSAGE_2 = 0x02;
const MESSAGE_2_FRAME = 46; // bytes
const CIPHERTEXT = 7; // where a sealed reply's last item begins: kind, and COSE_Encrypt0 before it

/**
 * Whether `frame` is a whole response. A notification is cut short without a word when it does not
 * fit the connection's MTU, which a page is not told.
 * @param {Bytes} frame
 * @returns {boolean}
 */
export function isWhole(frame) {
  if (frame[0] === MESSAGE_2) return frame.length === MESSAGE_2_FRAME;
  const code = frame[CIPHERTEXT] & 0x1f;
  if (code < 24) return frame.length === CIPHERTEXT + 1 + code;
  if (code === 24) return frame.length === CIPHERTEXT + 2 + frame[CIPHERTEXT + 1];
  const size = (frame[CIPHERTEXT + 1] << 8) | frame[CIPHERTEXT + 2];
  return frame.length === CIPHERTEXT + 3 + size;
}
