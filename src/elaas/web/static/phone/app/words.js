/** The page's texts, which the server has translated, and times as people say them. */

import { byId } from "./page.js";

/** @type {Record<string, string>} */
const TEXTS = JSON.parse(byId("texts").textContent);
const CLOCK = new Intl.DateTimeFormat("nb", {
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "Europe/Oslo",
});

/**
 * The text with this name, with `{name}` replaced by the value of that name.
 * @param {string} name
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function text(name, values = {}) {
  return TEXTS[name].replace(/\{(\w+)\}/g, (_, key) => String(values[key]));
}

const DAY = new Intl.DateTimeFormat(document.documentElement.lang, {
  day: "numeric",
  month: "long",
  timeZone: "Europe/Oslo",
});

/**
 * Whether there is a text with this name.
 * @param {string} name
 */
export function has(name) {
  return Object.hasOwn(TEXTS, name);
}

/**
 * The time of day, e.g. 10.12.
 * @param {string | Date} moment
 * @returns {string}
 */
export function clock(moment) {
  return CLOCK.format(new Date(moment)).replace(":", ".");
}

/**
 * Day and month, e.g. 24. november.
 * @param {string | Date} moment
 * @returns {string}
 */
export function day(moment) {
  return DAY.format(new Date(moment));
}
