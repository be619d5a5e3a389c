/** Photos, small enough to keep and to send on one bar of network. */

/** @import { Bytes } from "../protocol/bytes.js" */

const LONGEST_SIDE = 1600; // pixels: enough to see a scratch
const LARGEST = 600_000; // bytes; the server takes 700 000
const QUALITIES = [0.8, 0.6, 0.4, 0.2];

/** The file is no picture that this browser can read. */
export class NotAPhoto extends Error {
  name = "NotAPhoto";
}

/**
 * The picture as a JPEG with its right side up; where it was taken is not in it.
 * @param {Blob} file
 * @returns {Promise<Bytes>}
 * @throws {NotAPhoto}
 */
export async function shrunk(file) {
  const picture = await createImageBitmap(file).catch(() => null);
  if (picture === null) throw new NotAPhoto("this cannot be read as a picture");
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  pen(canvas).drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return jpeg(canvas);
}

/**
 * What is on the canvas, as a JPEG.
 * @param {HTMLCanvasElement} canvas
 * @returns {Promise<Bytes>}
 */
export async function jpeg(canvas) {
  for (const quality of QUALITIES) {
    /** @type {Blob | null} */
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
    if (blob && blob.size <= LARGEST) return new Uint8Array(await blob.arrayBuffer());
  }
  throw new NotAPhoto("this picture cannot be made small enough");
}

/**
 * A small view of a photo.
 * @param {Bytes} photo
 * @param {string} name what it shows, for the ear
 */
export function thumbnail(photo, name) {
  const canvas = document.createElement("canvas");
  canvas.className = "thumbnail";
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", name);
  canvas.width = canvas.height = 160;
  createImageBitmap(new Blob([photo], { type: "image/jpeg" })).then((picture) => {
    const side = Math.min(picture.width, picture.height);
    const [left, top] = [(picture.width - side) / 2, (picture.height - side) / 2];
    pen(canvas).drawImage(picture, left, top, side, side, 0, 0, canvas.width, canvas.height);
    picture.close();
  });
  return canvas;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {CanvasRenderingContext2D}
 */
export function pen(canvas) {
  const found = canvas.getContext("2d");
  if (found === null) throw new TypeError("this browser draws on no canvas");
  return found;
}
