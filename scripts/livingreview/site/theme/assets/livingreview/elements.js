/**
 * Return a new element with its properties and children.
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
 * Return all elements that match a selector.
 *
 * @template {HTMLElement} Kind
 * @param {string} selector
 * @param {ParentNode} root
 */
export function all(selector, root = document) {
  return /** @type {Kind[]} */ ([...root.querySelectorAll(selector)]);
}

/**
 * Return the first element that matches a selector; use it only where there always is one.
 *
 * @template {HTMLElement} Kind
 * @param {string} selector
 * @param {ParentNode} root
 */
export function one(selector, root = document) {
  return /** @type {Kind} */ (root.querySelector(selector));
}
