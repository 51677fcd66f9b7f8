/* Other spellings of a query, according to the review's words: its synonyms, its products, and the plain
   forms of letters (`Words`, from data/synonyms.json). */
import { normalised } from "../text.js";

const NEAR = 0.3; // weight of a related word: its results come after those of the word itself
const MOST = 8; // at most this many spellings of a query are searched for

/* Scripts that put no space between words: the build indexes each pair of adjacent characters. */
const UNPARTED = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\u0e00-\u0e7f]{2,}/gu;

/* Endings of English words that may replace each other. */
const ENDING = RegExp(
  "^.?(i|y|e|s|es|ed|er|ers|ing|ings|ying|ies|ied|ly|al|ally|ion|ions|ation|ations|ment|ments|ness|ity" +
    "|ive|i[sz]e|i[sz]ed|able|ible|ous|ic|ical|ant|ent|ance|ence)?$",
);

/**
 * Return a text in plain lower-case letters, as the build folds the words of a page.
 *
 * @param {string} text
 * @param {Pick<Words, "fold">} words
 */
export function folded(text, { fold }) {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/./gsu, (sign) => fold[sign] ?? sign);
}

/**
 * Yield a query unchanged, folded, with Greek letters spelled out, and in pairs of characters.
 *
 * @param {string} query
 * @param {Pick<Words, "fold" | "letters">} words
 */
export function* typed(query, words) {
  yield query;
  const text = folded(query, words);
  if (text !== query.toLowerCase()) yield text;
  const named = text.replace(/\p{Script=Greek}/gu, (sign) => ` ${words.letters[sign] ?? sign} `);
  if (named !== text) yield named.replace(/\s+/g, " ").trim();
  const pairs = text.replace(UNPARTED, (run) => ` ${pairsOf([...run]).join(" ")} `);
  if (pairs !== text) yield pairs.trim();
}

/** @param {string[]} signs */
const pairsOf = (signs) => signs.slice(1).map((sign, i) => signs[i] + sign);

/**
 * Return a query in all its spellings, each with its weight.
 *
 * @param {string} query
 * @param {Words} words
 * @returns {[text: string, weight: number][]}
 */
export function spellings(query, words) {
  /** @type {Map<string, [text: string, weight: number]>} */
  const found = new Map([...typed(query, words)].map((text) => [normalised(text), [text, 1]]));
  for (const group of words.same) {
    const longestFirst = [...group].sort((a, b) => b.length - a.length);
    for (const [text] of [...found.values()]) {
      const from = longestFirst.find((word) => holds(text, word));
      if (from) for (const to of group) add(text, from, to, 1);
    }
  }
  for (const [from, to] of Object.entries(words.near)) if (holds(query, from)) add(query, from, to, NEAR);
  return [...found.values()];

  /** @type {(text: string, from: string, to: string, weight: number) => void} */
  function add(text, from, to, weight) {
    const replaced = ` ${normalised(text)} `.replace(` ${normalised(from)} `, ` ${to} `).trim();
    // Many words begin with any one letter: "B cell" is searched for as "B-cell" or by its longer word.
    const other = replaced.replace(/(?<=^| )\S (?=\S)/g, "");
    const former = found.get(normalised(other));
    if (former ? former[0].includes("-") : found.size >= MOST) return;
    found.set(normalised(other), [other, former?.[1] ?? weight]);
  }
}

/**
 * Return whether a text contains a word, or several words in a row.
 *
 * @param {string} text
 * @param {string} word
 */
function holds(text, word) {
  return ` ${normalised(text)} `.includes(` ${normalised(word)} `);
}

/**
 * Return whether a query asks for a work: by year, registry number or name of a product.
 *
 * @param {string} query
 * @param {Pick<Words, "names" | "same" | "near">} words
 */
export function asksForWork(query, { names, same, near }) {
  const asked = normalised(query);
  const common = [...same.flat(), ...Object.keys(near)].some((word) => normalised(word) === asked);
  return (
    /\d{4}/.test(query) ||
    names
      .map(normalised)
      .some((name) => name === asked || (!common && asked.length > 5 && name.startsWith(`${asked} `)))
  );
}

/**
 * Return whether a text contains a word that begins with the given one or differs only in its ending.
 *
 * @param {string} text
 * @param {string} word
 * @param {Pick<Words, "fold">} words
 */
export function holdsFormOf(text, word, words) {
  const asked = folded(word, words);
  const pieces = new Set(folded(text, words).match(/[\p{L}\p{N}]+/gu));
  return [...pieces].some((piece) => {
    if (piece.startsWith(asked)) return true;
    let same = 0;
    while (same < piece.length && piece[same] === asked[same]) same += 1;
    return same > 2 && ENDING.test(piece.slice(same)) && ENDING.test(asked.slice(same));
  });
}
