/**
 * Return a text in lower case without accents, with its punctuation and spaces.
 *
 * @param {string} text
 */
export function unaccented(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/**
 * Return the words of a text, in lower case without accents, with one space between them.
 *
 * @param {string} text
 */
export function normalised(text) {
  return (unaccented(text).match(/[\p{L}\p{N}]+/gu) ?? []).join(" ");
}
