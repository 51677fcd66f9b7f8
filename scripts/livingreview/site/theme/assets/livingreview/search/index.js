/* Access to Pagefind's index, which is loaded in parts as they are needed. Names and kinds come from the
   page: the build writes them into the attributes of the dialogue's template. */
import { one } from "../elements.js";
import { normalised } from "../text.js";
import { joined } from "./ranking.js";
import { asksForWork, holdsFormOf, spellings } from "./spelling.js";

export const settings = /** @type {SearchSettings} */ (one("#lr-search-modal").dataset);
const root = new URL(settings.base.replace(/\/?$/, "/"), document.baseURI);

/* Titles and names weigh most; what results only display has no weight. */
export const RANKING = {
  metaWeights: { title: 5, short: 8, words: 1, facts: 0, results: 0, mark: 0, image: 0, image_alt: 0 },
};

/** @type {Promise<[Pagefind, Words]> | null} */
let loaded = null;

/** Load the index and the words of the review; the promise is rejected if there is no index. */
export function load() {
  loaded ??= Promise.all([loadIndex(), loadWords()]);
  return loaded;
}

/** @returns {Promise<Pagefind>} */
async function loadIndex() {
  const { createInstance } = await import(addressOf("pagefind/pagefind.js"));
  return createInstance({ noWorker: true, ranking: RANKING, excerptLength: 26 });
}

/** @returns {Promise<Words>} */
async function loadWords() {
  return { same: [], near: {}, names: [], fold: {}, letters: {}, ...(await read(settings.synonyms)) };
}

/**
 * Return the full address of a path on the site.
 *
 * @param {string} path
 */
export function addressOf(path) {
  return new URL(path, root).href;
}

/**
 * Return the content of a data file of the review; null if it is missing.
 *
 * @param {string | undefined} path
 */
export async function read(path) {
  if (!path) return null;
  const answer = await fetch(addressOf(path));
  return answer.ok ? answer.json() : null;
}

/**
 * Return all pages that pass a filter, or all in an order. The query is the word that is on every page,
 * because an empty query would load the whole index.
 *
 * @param {PagefindOptions} options
 */
export async function listed(options) {
  const [pagefind] = await load();
  return (await pagefind.search(settings.every, options)).results;
}

/**
 * Return what the index finds and counts for a query with one spelling, or for an empty one.
 *
 * @param {string} query
 * @param {PagefindOptions} options
 */
export async function counted(query, options) {
  const [pagefind] = await load();
  await pagefind.filters(); // the index counts those it has loaded
  return pagefind.search(query || settings.every, options);
}

/**
 * Return the pages that contain all words, each in one of its spellings; the best match first.
 *
 * @param {string} query
 * @param {PagefindOptions["filters"]} filters
 */
export async function matches(query, filters = {}) {
  const [pagefind, words] = await load();
  /** @type {[PagefindResult[], number][]} */
  const answers = [];
  for (const [text, weight] of spellings(query, words)) {
    if (await isKnown(text)) answers.push([(await pagefind.search(text, { filters })).results, weight]);
  }
  return joined(answers);
}

/**
 * Return whether a query has only one spelling, so that the index can count its results.
 *
 * @param {string} query
 */
export async function hasOneSpelling(query) {
  const [, words] = await load();
  return spellings(query, words).length === 1 && isKnown(query);
}

/**
 * Return the spellings of a query, normalised for comparison, without related words.
 *
 * @param {string} query
 */
export async function spelled(query) {
  const [, words] = await load();
  return spellings(query, words).flatMap(([text, weight]) => (weight === 1 ? [normalised(text)] : []));
}

/** Return the words that have several spellings. */
export async function spelledWords() {
  const [, { same }] = await load();
  return same.map(([word]) => word);
}

/**
 * Return whether a query asks for a work rather than for a topic.
 *
 * @param {string} query
 */
export async function isAboutWork(query) {
  const [, words] = await load();
  return asksForWork(query, words);
}

/* If no indexed word begins with the query, Pagefind shortens the query: "zzz" finds a page with "z".
   So each word is looked for in the text of the first page that Pagefind finds for it. */
/** @type {Map<string, Promise<boolean>>} */
const known = new Map();

/** @param {string} query */
async function isKnown(query) {
  const words = normalised(query).split(" ").filter(Boolean);
  for (const word of words) if (!known.has(word)) known.set(word, isWord(word));
  return (await Promise.all(words.map((word) => known.get(word)))).every(Boolean);
}

/** @param {string} word */
async function isWord(word) {
  const [pagefind, words] = await load();
  const { results } = await pagefind.search(word);
  if (!results.length) return false;
  const { content, meta } = await results[0].data();
  return holdsFormOf([content, ...Object.values(meta)].join(" "), word, words);
}
