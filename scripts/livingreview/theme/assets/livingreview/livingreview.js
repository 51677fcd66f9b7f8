/* What the pages gain with JavaScript: citation previews, sorting, filtering, copying, the search's door.
   Every page reads well without it. No library, no request to another host. */
(() => {
  "use strict";
  const here = document.currentScript.src;
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const live = make("div", { className: "lr-hidden", role: "status" });
  const say = (text) => { live.textContent = ""; setTimeout(() => { live.textContent = text; }, 50); };

  /* Citations, numbers, terms: what they mean on hover, focus and tap
     (WCAG 1.4.13: stays while pointed at, Escape closes it, never lies on its word). */
  function reference(link) {
    const item = document.getElementById("ref-" + link.dataset.lrRef);
    const text = item?.querySelector(".lr-reference");
    const page = item?.querySelector(".lr-source-link");
    return text && [text.cloneNode(true), make("br"), Object.assign(page.cloneNode(true), { tabIndex: -1 })];
  }
  function card(link) {
    const row = make("a", { href: link.href, tabIndex: -1, textContent: "the entry's row" });
    return [link.dataset.lrTitle, make("br"), link.dataset.lrCard + " ", row];
  }
  function previews() {
    const box = make("div", { className: "lr-preview", id: "lr-preview", role: "tooltip", hidden: true });
    document.body.append(box);
    let owner = null, timer = 0, touch = false;
    const close = () => {
      clearTimeout(timer);
      owner?.removeAttribute("aria-describedby");
      owner = null;
      box.hidden = true;
    };
    const open = (link) => {
      clearTimeout(timer);
      const { lrRef, lrTerm } = link.dataset;
      const content = lrTerm ? [lrTerm] : lrRef ? reference(link) : card(link);
      if (!content || owner === link) return;
      close();
      owner = link;
      box.replaceChildren(...content);
      box.hidden = false;
      link.setAttribute("aria-describedby", "lr-preview");
      const word = link.getBoundingClientRect();
      const room = document.documentElement.clientWidth - box.offsetWidth - 12;
      const below = word.bottom + 6 + box.offsetHeight < innerHeight;
      box.style.left = scrollX + Math.max(12, Math.min(word.left, room)) + "px";
      box.style.top = scrollY + (below ? word.bottom + 6 : word.top - box.offsetHeight - 6) + "px";
    };
    const later = () => { clearTimeout(timer); timer = setTimeout(close, 250); };
    for (const link of all("a[data-lr-ref], a[data-lr-card], .lr-term")) {
      if (link.title) { link.dataset.lrTitle = link.title; link.removeAttribute("title"); }
      link.addEventListener("pointerenter", (e) => e.pointerType === "mouse" && open(link));
      link.addEventListener("pointerleave", (e) => e.pointerType === "mouse" && later());
      link.addEventListener("pointerdown", (e) => { touch = e.pointerType !== "mouse"; });
      link.addEventListener("focus", () => link.matches(":focus-visible") && open(link));
      link.addEventListener("blur", later);
      link.addEventListener("click", (e) => {  // a first tap shows, a second goes
        if (touch && owner !== link) { e.preventDefault(); open(link); } else close();
        touch = false;
      });
    }
    box.addEventListener("pointerenter", () => clearTimeout(timer));
    box.addEventListener("pointerleave", later);
    document.addEventListener("keydown", (e) => e.key === "Escape" && close());
    document.addEventListener("pointerdown", (e) => {
      if (owner && !box.contains(e.target) && !owner.contains(e.target)) close();
    });
  }

  /* Tables: headers become buttons. Rows with data-lr-fixed (pooled, group titles) stay in place;
     missing values come last either way. */
  function sorting(table) {
    const heads = all("thead th[data-lr-type]", table);
    for (const head of heads) {
      if (!head.textContent.trim()) continue;
      const button = make("button", { type: "button", className: "lr-sort" }, ...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const up = head.getAttribute("aria-sort") !== "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        for (const body of table.tBodies) reorder(body, head, up ? 1 : -1);
      });
    }
  }
  function reorder(body, head, sign) {
    const number = head.dataset.lrType === "number";
    const rows = [...body.rows];
    const moving = rows.filter((row) => !("lrFixed" in row.dataset));
    const value = (row) => {
      const cell = row.cells[head.cellIndex];
      const text = (cell?.dataset.sort ?? cell?.textContent ?? "").trim();
      return number ? parseFloat(text) : plain(text);
    };
    const missing = (v) => v === "" || Number.isNaN(v);
    moving.sort((a, b) => {
      const [x, y] = [value(a), value(b)];
      if (missing(x) || missing(y)) return missing(x) - missing(y);
      return sign * (number ? x - y : x.localeCompare(y, undefined, { numeric: true }));
    });
    body.append(...rows.map((row) => ("lrFixed" in row.dataset ? row : moving.shift())));
  }

  const found = () => make("p", { className: "lr-found", role: "status" });
  const labelled = (text, control, className = "") => make("label", { className }, text, control);

  function filtering(table) {
    const input = make("input", { type: "search" });
    const count = found();
    const rows = [...table.tBodies].flatMap((body) => [...body.rows]).filter((row) => !("lrFixed" in row.dataset));
    input.addEventListener("input", () => {
      const words = plain(input.value).split(/\s+/);
      let shown = 0;
      for (const row of rows) {
        const text = plain(row.textContent);
        row.hidden = !words.every((word) => text.includes(word));
        shown += !row.hidden;
      }
      count.textContent = input.value ? `${shown} of ${rows.length} rows` : "";
    });
    const frame = table.closest(".lr-scroll") ?? table;
    frame.before(make("div", { className: "lr-controls" }, labelled("Filter rows", input, "lr-grow"), count));
  }

  /* The explorer: words, facets and order combine; the address keeps them. */
  function explorer(root) {
    const facets = Object.entries(JSON.parse(root.dataset.lrFacets || "{}"));
    const list = root.querySelector(".lr-source-list");
    const cards = all(".lr-card", list).map((element) => ({
      element,
      name: plain(element.querySelector("a")?.textContent ?? ""),
      text: plain(`${element.textContent} ${element.dataset.text ?? ""}`),
      values: (facet) => (element.dataset[facet] ?? "").split(/\s+/).filter(Boolean),
      number: (field) => parseFloat(element.dataset[field]) || -1,
    }));
    const words = make("input", { type: "search", name: "q" });
    const selects = facets.map(([name]) => make("select", { name }));
    const order = make("select", { name: "sort" },
      new Option("Newest first", "year"), new Option("Most patients first", "patients"), new Option("Title", "name"));
    const clear = make("button", { type: "button", className: "lr-button", textContent: "Clear all" });
    const count = found();
    const passes = (card, except) =>
      plain(words.value).split(/\s+/).every((word) => card.text.includes(word)) &&
      selects.every((s) => s === except || !s.value || card.values(s.name).includes(s.value));
    const options = (select, { label, values }) => {  // counts under all the other choices
      const chosen = select.value;
      const open = cards.filter((card) => passes(card, select));
      const tally = {};
      for (const card of open) for (const value of card.values(select.name)) tally[value] = (tally[value] ?? 0) + 1;
      select.replaceChildren(new Option(`All (${open.length})`, ""), ...Object.entries(values)
        .filter(([value]) => tally[value] || value === chosen)
        .map(([value, text]) => new Option(`${text} (${tally[value] ?? 0})`, value)));
      select.value = chosen;
      select.setAttribute("aria-label", label);
    };
    const show = () => {
      facets.forEach(([, facet], i) => options(selects[i], facet));
      let shown = 0;
      for (const card of cards) shown += !(card.element.hidden = !passes(card));
      cards.sort((a, b) => (order.value === "name" ? 0 : b.number(order.value) - a.number(order.value)) || a.name.localeCompare(b.name));
      list.append(...cards.map((card) => card.element));
      count.textContent = shown === cards.length ? `${shown} sources` : `${shown} of ${cards.length} sources`;
    };
    const controls = [words, ...selects, order];
    const keep = () => {
      const query = new URLSearchParams(controls.filter((c) => c.value && c.value !== "year").map((c) => [c.name, c.value]));
      history.replaceState(null, "", `${location.pathname}${query.size ? "?" + query : ""}${location.hash}`);
    };
    root.prepend(make("div", { className: "lr-controls", role: "search", ariaLabel: "Filter the sources" },
      labelled("Words", words, "lr-grow"), ...facets.map(([, { label }], i) => labelled(label, selects[i])),
      labelled("Order", order), clear, count));
    const asked = new URLSearchParams(location.search);
    facets.forEach(([, facet], i) => options(selects[i], facet));
    for (const control of controls) if (asked.has(control.name)) control.value = asked.get(control.name);
    if (order.selectedIndex < 0) order.selectedIndex = 0;
    for (const control of controls) control.addEventListener("input", () => { show(); keep(); });
    clear.addEventListener("click", () => { for (const c of controls) c.value = c === order ? "year" : ""; show(); keep(); words.focus(); });
    show();
  }

  function copying(button) {
    button.hidden = false;
    const label = button.textContent;
    button.addEventListener("click", async () => {
      const source = button.parentElement.querySelector("pre");  // Material renames the ids of code blocks
      try {
        await navigator.clipboard.writeText(source.textContent.trim());
        button.textContent = "Copied";
        say("Copied to the clipboard");
        setTimeout(() => { button.textContent = label; }, 2000);
      } catch {  // no clipboard outside https: mark the text, the reader copies it
        getSelection().selectAllChildren(source);
        say("Text selected: copy it with your keyboard");
      }
    });
  }

  /* A promised search turns overdue by the reader's clock, so that an abandoned page tells it. */
  function due(line) {
    if (new Date(line.dataset.lrDue) >= new Date()) return;
    line.classList.add("lr-overdue");
    line.append(" This date has passed: newer evidence may be missing here.");
  }

  /* Search: nothing of it is loaded before a reader asks for it. */
  function searching(button) {
    let search = null;
    const open = () => (search ??= import(new URL("search.js", here))).then((module) => module.open());
    button.addEventListener("click", open);
    document.addEventListener("keydown", (e) => {
      const typing = e.target.closest?.("input, textarea, select, [contenteditable]");
      const slash = e.key === "/" && !typing && !e.ctrlKey && !e.metaKey && !e.altKey;
      const k = e.key.toLowerCase() === "k" && (e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey;
      if (!(slash || k) || document.querySelector("dialog[open]")) return;
      e.preventDefault();
      open();
    });
  }

  document.body.append(live);
  previews();
  all("table[data-lr-sortable]").forEach(sorting);
  all("table[data-lr-filterable]").forEach(filtering);
  all("[data-lr-explorer]").forEach(explorer);
  all("[data-lr-due]").forEach(due);
  all("[data-lr-copy]").forEach(copying);
  all("[data-lr-search]").forEach(searching);
})();
