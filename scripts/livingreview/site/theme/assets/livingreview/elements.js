/**
 * Make an element.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Partial<HTMLElementTagNameMap[Tag]>} properties
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/**
 * Return all elements of a selector.
 *
 * @template {HTMLElement} Kind
 * @param {string} selector
 * @param {ParentNode} root
 */
export function all(selector, root = document) {
  return /** @type {Kind[]} */ ([...root.querySelectorAll(selector)]);
}

/**
 * Return the one element of a selector that is always there.
 *
 * @template {HTMLElement} Kind
 * @param {string} selector
 * @param {ParentNode} root
 */
export function one(selector, root = document) {
  return /** @type {Kind} */ (root.querySelector(selector));
}
