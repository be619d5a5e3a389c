/** Parts of the page that its template has for certain. */

/**
 * The first element in `place` that fits, of that kind.
 * @template {Element} T
 * @param {ParentNode} place
 * @param {string} selector
 * @param {new () => T} kind
 * @returns {T}
 */
export function find(place, selector, kind) {
  const found = place.querySelector(selector);
  if (!(found instanceof kind)) throw new TypeError(`no ${kind.name} is ${selector} on this page`);
  return found;
}

/**
 * The element with this id.
 * @param {string} id
 */
export function byId(id) {
  return find(document, `#${id}`, HTMLElement);
}
