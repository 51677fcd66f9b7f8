/* A view of the list of sources: its address, and how many sources each choice leaves. */

/**
 * Return the address of a view, with the value of each control that has one, in the order of the controls.
 *
 * @param {string} path
 * @param {[name: string, value: string][]} values
 */
export function addressOfView(path, values) {
  const query = new URLSearchParams(values.map(([name, value]) => [name, value.trim()]).filter(([, value]) => value));
  return query.size ? `${path}?${query}` : path;
}

/**
 * Return the value that an address gives a control; "" if the control has no such choice.
 *
 * @param {string} query
 * @param {string} name
 * @param {string[] | null} choices null if any text is a value
 */
export function valueInAddress(query, name, choices) {
  const value = new URLSearchParams(query).get(name) ?? "";
  return choices && !choices.includes(value) ? "" : value;
}

/**
 * Return the sources of a view, and per facet: the number of sources without the facet's own choice, and
 * how many of them have each value.
 *
 * @template {{id: string}} Found
 * @param {Found[]} open all sources that were found, in order
 * @param {Map<string, string[]>[]} values per facet, by the id of a source
 * @param {string[]} chosen the chosen value per facet, "" if none
 */
export function countedByChoice(open, values, chosen) {
  /** @type {(id: string, facet: number) => boolean} */
  const has = (id, facet) => !chosen[facet] || Boolean(values[facet].get(id)?.includes(chosen[facet]));
  /** @param {number} [but] */
  const within = (but) => open.filter(({ id }) => chosen.every((_, facet) => facet === but || has(id, facet)));
  const besides = chosen.map((_, facet) => within(facet));
  return {
    found: within(),
    totals: besides.map((sources) => sources.length),
    counts: besides.map((sources, facet) => tally(sources.flatMap(({ id }) => values[facet].get(id) ?? []))),
  };
}

/**
 * @param {string[]} values
 * @returns {Record<string, number>}
 */
function tally(values) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

/**
 * Return a text that says how many sources a view has and how many of them are shown.
 *
 * @param {number} found
 * @param {number} total
 * @param {number} shown
 */
export function countText(found, total, shown) {
  const part = found === total ? `${total} sources` : `${found} of ${total} sources`;
  return shown < found ? `${part}, ${shown} shown` : part;
}
