/* The order of search results, and the similar terms that are offered when there are few. */
import { normalised } from "../text.js";

const SECTIONS = 4; // at most this many sections of a page are separate results
const OFFERED = 4; // at most this many similar terms are offered

/**
 * Join the results for each spelling of a query: every page once, with its best score, the best first.
 *
 * @template {{id: string, score: number}} Result
 * @param {[results: Result[], weight: number][]} answers
 */
export function joined(answers) {
  /** @type {Map<string, Result>} */
  const best = new Map();
  for (const [results, weight] of answers) {
    for (const result of results) {
      const score = result.score * weight;
      if (score > (best.get(result.id)?.score ?? 0)) best.set(result.id, { ...result, score });
    }
  }
  return [...best.values()].sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}

/**
 * Group results by the kind of their pages, those of no kind last; leave out empty groups.
 *
 * Pages that answer questions come before the works that they cite, however often a title repeats the
 * word; for a query that asks for a work, the kind of the best match comes first.
 *
 * @template {{id: string, score: number}} Result
 * @param {{kind: string, results: Result[]}[]} groups in the order of the kinds
 * @param {Result[]} everything results of any kind
 * @param {boolean} bestFirst
 */
export function grouped(groups, everything, bestFirst) {
  const ids = new Set(groups.flatMap(({ results }) => results.map(({ id }) => id)));
  const others = { kind: "", results: everything.filter(({ id }) => !ids.has(id)) };
  const found = [...groups, others].filter(({ results }) => results.length);
  return bestFirst ? found.sort((a, b) => b.results[0].score - a.results[0].score) : found;
}

/**
 * Return the best sections of a page: first those with the words in their heading or address, then those
 * with most of the words in their passage, then those where the words weigh most.
 *
 * @param {PagefindSection[]} sections
 * @param {string[]} spelled the query in its spellings
 */
export function bestSections(sections, spelled) {
  const asked = [...new Set(spelled.join(" ").split(" "))];
  return sections
    .map(({ url, title, excerpt, weighted_locations }) => {
      const heading = ` ${normalised(`${title} ${url.split("#")[1]}`)} `;
      const marks = [...excerpt.matchAll(/<mark>(.*?)<\/mark>/gs)].map(([, word]) => word);
      const marked = ` ${normalised(marks.join(" "))}`;
      return {
        url,
        title,
        excerpt,
        isNamed: spelled.some((words) => heading.includes(` ${words} `)),
        held: asked.filter((word) => marked.includes(` ${word}`)).length,
        weight: weighted_locations.reduce((sum, { balanced_score }) => sum + balanced_score, 0),
      };
    })
    .sort((a, b) => Number(b.isNamed) - Number(a.isNamed) || b.held - a.held || b.weight - a.weight)
    .slice(0, SECTIONS);
}

/**
 * Return the terms most similar to a query or to one of its longer words, the most similar first.
 *
 * @param {[term: string, address: string][]} terms
 * @param {string} query
 */
export function nearestTerms(terms, query) {
  const asked = normalised(query);
  const parts = [...new Set([asked, ...asked.split(" ").filter((word) => word.length > 3)])];
  return terms
    .map(([term, address]) => {
      const name = normalised(term);
      const far = Math.min(...parts.map((part) => distance(part, name) / Math.max(name.length, 6)));
      return { term, address, name, far };
    })
    .filter(({ name, far }) => far <= 1 / 3 && name !== asked)
    .sort((a, b) => a.far - b.far)
    .slice(0, OFFERED);
}

/**
 * Return how many letters must be changed, added or removed to turn one text into another (Levenshtein).
 *
 * @param {string} a
 * @param {string} b
 */
export function distance(a, b) {
  const row = [...Array(b.length + 1).keys()];
  for (let i = 1; i <= a.length; i++) {
    let corner = row[0];
    row[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const above = row[j];
      row[j] = Math.min(above + 1, row[j - 1] + 1, corner + Number(a[i - 1] !== b[j - 1]));
      corner = above;
    }
  }
  return row[b.length];
}
