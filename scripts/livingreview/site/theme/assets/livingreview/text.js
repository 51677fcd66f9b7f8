/**
 * Return a text in small letters without accents; its signs and blanks stay.
 *
 * @param {string} text
 */
export function unaccented(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/**
 * Return the words of a text, in small letters without accents, with one blank between them.
 *
 * @param {string} text
 */
export function normalised(text) {
  return (unaccented(text).match(/[\p{L}\p{N}]+/gu) ?? []).join(" ");
}
