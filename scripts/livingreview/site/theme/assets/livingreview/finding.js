/* What the search dialogue and the list of sources share: Pagefind's index, read in parts as they are
   needed, and the words that the review takes for the same. */
const holder = document.getElementById("lr-search-modal");
export const settings = holder.dataset;
export const root = new URL(settings.base.replace(/\/?$/, "/"), document.baseURI);

/* Titles and names weigh most; what is only shown does not count. */
const RANKING = { metaWeights: { title: 5, short: 8, words: 1, facts: 0, results: 0, mark: 0, image: 0, image_alt: 0 } };
const NEAR = 0.3;  // what a related word finds comes after what the word itself finds
const MOST = 8;    // so many spellings of one query are asked at most
const EVERY = "lreverypage";  // a word of every page: a search for nothing would load the whole index

let index = null;
let words = null;

/** Load the index: rejected where there is none. */
export function open() {
  index ??= import(new URL("pagefind/pagefind.js", root)).then(({ createInstance }) =>
    createInstance({ noWorker: true, ranking: RANKING, excerptLength: 26 }));
  words ??= json(settings.synonyms).then((known) => ({ same: [], near: {}, names: [], fold: {}, letters: {}, ...known }));
  return Promise.all([index, words]);
}

/** Read a file of the review; an empty answer where it is missing. */
export async function json(address) {
  if (!address) return null;
  const answer = await fetch(new URL(address, root));
  return answer.ok ? answer.json() : null;
}

/** All pages with a value of a filter, or with a place in an order. */
export async function all(options) {
  const [pagefind] = await open();
  return (await pagefind.search(EVERY, options)).results;
}

/** Whether a query has one spelling only: then the index can count for it. */
export async function isPlain(query) {
  const [, known] = await open();
  return [...spellings(query, known)].length === 1 && await isKnown(query);
}

/* Where no word begins as a query does, Pagefind answers for a beginning of the query: "zzz" for a page
   with "z". So each word is looked for in a page that it finds; endings of English words may differ. */
const ENDINGS = /^.?(i|y|e|s|es|ed|er|ers|ing|ings|ying|ies|ied|ly|al|ally|ion|ions|ation|ations|ment|ments|ness|ity|ive|i[sz]e|i[sz]ed|able|ible|ous|ic|ical|ant|ent|ance|ence)?$/;
const seen = new Map();
async function isKnown(query) {
  const words = plain(query).split(" ").filter(Boolean);
  return (await Promise.all(words.map((word) => { if (!seen.has(word)) seen.set(word, isWord(word)); return seen.get(word); }))).every(Boolean);
}
async function isWord(word) {
  const [pagefind, known] = await open();
  const { results } = await pagefind.search(word);
  if (!results.length) return false;
  const { content, meta } = await results[0].data();
  const asked = folded(word, known);
  const pieces = new Set(folded([content, ...Object.values(meta)].join(" "), known).match(/[\p{L}\p{N}]+/gu));
  return [...pieces].some((piece) => {
    if (piece.startsWith(asked)) return true;
    let same = 0;
    while (same < piece.length && piece[same] === asked[same]) same += 1;
    return same > 2 && ENDINGS.test(piece.slice(same)) && ENDINGS.test(asked.slice(same));
  });
}

/** What the index finds and counts for a query of one spelling, or for none. */
export async function counted(query, options) {
  const [pagefind] = await open();
  await pagefind.filters();  // the index counts those it has loaded
  return pagefind.search(query || EVERY, options);
}

/** The pages that hold all words in one of their spellings, best first. */
export async function matches(query, filters = {}) {
  const [pagefind, known] = await open();
  const best = new Map();
  for (const [text, weight] of spellings(query, known)) {
    if (!await isKnown(text)) continue;
    for (const result of (await pagefind.search(text, { filters })).results) {
      const score = result.score * weight;
      if (score > (best.get(result.id)?.score ?? 0)) best.set(result.id, { ...result, score });
    }
  }
  return [...best.values()].sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}

/** The words that have several spellings. */
export async function spelledWords() {
  const [, { same }] = await open();
  return same.map(([word]) => word);
}

/** Whether a query asks for a work: by year, registry number or name of a product. */
export async function asksForWork(query) {
  const [, { names, same, near }] = await open();
  const asked = plain(query);
  const common = [...same.flat(), ...Object.keys(near)].some((word) => plain(word) === asked);
  const named = (name) => name === asked || (!common && asked.length > 5 && name.startsWith(asked + " "));
  return /\d{4}/.test(query) || names.some((name) => named(plain(name)));
}

/** A text as it is compared: small letters without accents, words parted by one blank. */
export const plain = (text) =>
  (text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(" ");

/* A text in small plain letters, as the build folds the words of a page. */
const folded = (text, { fold }) => text.normalize("NFKD").toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "")
  .replace(/./gsu, (sign) => fold[sign] ?? sign);

/* How else a query can be typed: folded; Greek letters by their names; unparted scripts in pairs of signs. */
const UNPARTED = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\u0e00-\u0e7f]{2,}/gu;
function* typed(query, known) {
  yield query;
  const text = folded(query, known);
  if (text !== query.toLowerCase()) yield text;
  const named = text.replace(/\p{Script=Greek}/gu, (sign) => ` ${known.letters[sign] ?? sign} `);
  if (named !== text) yield named.replace(/\s+/g, " ").trim();
  const pairs = text.replace(UNPARTED, (run) => ` ${[...run].slice(1).map((sign, i) => [...run][i] + sign).join(" ")} `);
  if (pairs !== text) yield pairs.trim();
}

/** The spellings of a query as they are compared, without related words. */
export async function spelled(query) {
  const [, known] = await open();
  return [...spellings(query, known)].filter(([, weight]) => weight === 1).map(([text]) => plain(text));
}

/* A query and its other spellings, with their weights: every word of it in each of its spellings. */
function spellings(query, known) {
  const { same, near } = known;
  const found = new Map([...typed(query, known)].map((text) => [plain(text), [text, 1]]));
  const add = (text, from, to, weight) => {
    // A lone letter begins many words: "B cell" is asked as "B-cell" or by its longer word.
    const other = ` ${plain(text)} `.replace(` ${from} `, ` ${to} `).trim().replace(/(?<=^| )\S (?=\S)/g, "");
    const former = found.get(plain(other));
    if (former ? !former[0].includes("-") : found.size < MOST) found.set(plain(other), [other, former?.[1] ?? weight]);
  };
  const holds = (text, word) => ` ${plain(text)} `.includes(` ${word} `);
  for (const group of same) {
    const longestFirst = [...group].sort((a, b) => b.length - a.length);
    for (const [text] of [...found.values()]) {
      const from = longestFirst.find((word) => holds(text, plain(word)));
      if (from) for (const to of group) add(text, plain(from), to, 1);
    }
  }
  for (const [from, to] of Object.entries(near)) if (holds(query, plain(from))) add(query, plain(from), to, NEAR);
  return found.values();
}

export const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

/** A passage of Pagefind (text with marks; < and > are escaped in it) as nodes. */
export function passage(excerpt) {
  const text = (part) => part.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replace(/\s+(?=[.,;:])/g, "");
  excerpt = excerpt.replace(EVERY, "").trim();
  const cut = (/^\p{Lu}/u.test(excerpt) ? "" : "… ") + excerpt + (/[.!?]$/.test(excerpt) ? "" : " …");
  return cut.split(/<mark>(.*?)<\/mark>/s).map((part, i) => (i % 2 ? make("mark", {}, text(part)) : text(part)));
}

/** What a list shows of a page below its title: name, mark, facts; then its key results. */
export function facts({ meta, url }) {
  const line = make("p", { className: "lr-card-meta" });
  if (meta.short) line.append(make("strong", {}, meta.short));
  if (meta.mark) line.append(" ", make("strong", { className: `lr-mark-${meta.mark}` }, meta.mark));
  if (meta.facts) line.append(meta.short ? " · " : "", meta.facts);
  const results = JSON.parse(meta.results ?? "[]").map(([label, text, anchor]) =>
    make("span", {}, label + " ", make("a", { className: "lr-number", href: `${url}#${anchor}` }, text)));
  return [line, ...(results.length ? [make("p", { className: "lr-card-results" }, ...results)] : [])];
}
