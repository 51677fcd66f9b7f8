/* The parts of a found page that lists show. */
import { element } from "../elements.js";
import { settings } from "./index.js";

/**
 * Return an excerpt from Pagefind (text with <mark> tags, other < and > escaped) as nodes.
 *
 * @param {string} excerpt
 */
export function passage(excerpt) {
  /** @param {string} part */
  const text = (part) =>
    part
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replace(/\s+(?=[.,;:])/g, "");
  const words = excerpt.replace(settings.every, "").trim();
  const cut = (/^\p{Lu}/u.test(words) ? "" : "… ") + words + (/[.!?]$/.test(words) ? "" : " …");
  return cut.split(/<mark>(.*?)<\/mark>/s).map((part, i) => (i % 2 ? element("mark", {}, text(part)) : text(part)));
}

/**
 * Return the lines below a page's title: one with name, mark and facts, one with its key results.
 *
 * @param {PagefindPage} page
 */
export function facts({ meta, url }) {
  const line = element("p", { className: "lr-card-meta" });
  if (meta.short) line.append(element("strong", {}, meta.short));
  if (meta.mark) line.append(" ", element("strong", { className: `lr-mark-${meta.mark}` }, meta.mark));
  if (meta.facts) line.append(meta.short ? " · " : "", meta.facts);
  /** @type {[label: string, text: string, anchor: string][]} */
  const results = JSON.parse(meta.results ?? "[]");
  if (!results.length) return [line];
  const figures = results.map(([label, text, anchor]) =>
    element("span", {}, `${label} `, element("a", { className: "lr-number", href: `${url}#${anchor}` }, text)),
  );
  return [line, element("p", { className: "lr-card-results" }, ...figures)];
}
