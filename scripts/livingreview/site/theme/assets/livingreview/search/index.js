/* The way into Pagefind's index, which is read in parts as they are needed. Names and kinds come from the
   page: the build writes them into the attributes of the dialogue's template. */
import { one } from "../elements.js";
import { normalised } from "../text.js";
import { joined } from "./ranking.js";
import { asksForWork, holdsFormOf, spellings } from "./spelling.js";

export const settings = /** @type {SearchSettings} */ (one("#lr-search-modal").dataset);
const root = new URL(settings.base.replace(/\/?$/, "/"), document.baseURI);

/* Titles and names weigh most; what is only shown does not count. */
export const RANKING = {
  metaWeights: { title: 5, short: 8, words: 1, facts: 0, results: 0, mark: 0, image: 0, image_alt: 0 },
};

/** @type {Promise<[Pagefind, Words]> | null} */
let loaded = null;

/** Load the index and the words of the review; rejected where there is no index. */
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
 * Return the full address of something on the site.
 *
 * @param {string} path
 */
export function addressOf(path) {
  return new URL(path, root).href;
}

/**
 * Read a data file of the review; null where it is missing.
 *
 * @param {string | undefined} path
 */
export async function read(path) {
  if (!path) return null;
  const answer = await fetch(addressOf(path));
  return answer.ok ? answer.json() : null;
}

/**
 * Return all pages with a value of a filter, or all in an order: those with the word of every page, as a
 * search for nothing would load the whole index.
 *
 * @param {PagefindOptions} options
 */
export async function listed(options) {
  const [pagefind] = await load();
  return (await pagefind.search(settings.every, options)).results;
}

/**
 * Return what the index finds and counts for a query of one spelling, or for none.
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
 * Return the pages that have all words in one of their spellings, the best first.
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
 * Tell whether a query has one spelling only: then the index can count for it.
 *
 * @param {string} query
 */
export async function hasOneSpelling(query) {
  const [, words] = await load();
  return spellings(query, words).length === 1 && isKnown(query);
}

/**
 * Return the spellings of a query as they are compared, without related words.
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
 * Tell whether a query asks for a work and not for what works say.
 *
 * @param {string} query
 */
export async function isAboutWork(query) {
  const [, words] = await load();
  return asksForWork(query, words);
}

/* Where no word begins as a query does, Pagefind answers for a beginning of the query: "zzz" for a page
   with "z". So each word is looked for in a page that it finds. */
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
