/* What the pages gain with JavaScript: citation previews, sorting, filtering, copying, the doors of the search and the list of sources.
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

  /* What a reader chose, where the browser lets a page keep it. */
  const PREVIEWS = "lr-previews";
  function stored(name, value) {
    try { return value ? localStorage.setItem(name, value) : localStorage.getItem(name); } catch { return null; }
  }

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
    let owner = null, timer = 0, touch = false, off = stored(PREVIEWS) === "off";
    const close = () => {
      clearTimeout(timer);
      owner?.removeAttribute("aria-describedby");
      owner = null;
      box.hidden = true;
    };
    const open = (link) => {
      if (off) return;
      clearTimeout(timer);
      if (link.title) { link.dataset.lrTitle = link.title; link.removeAttribute("title"); }
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
    const link = (e) => e.target.closest?.("a[data-lr-ref], a[data-lr-card], .lr-term");
    const on = (name, act) => document.addEventListener(name, (e) => { const found = link(e); if (found) act(found, e); });
    on("pointerover", (found, e) => e.pointerType === "mouse" && open(found));
    on("pointerout", (found, e) => e.pointerType === "mouse" && later());
    on("pointerdown", (found, e) => { touch = e.pointerType !== "mouse"; });
    on("focusin", (found) => found.matches(":focus-visible") && open(found));
    on("focusout", later);
    on("click", (found, e) => {  // a first tap shows, a second goes
      if (touch && !off && owner !== found) { e.preventDefault(); open(found); } else close();
      touch = false;
    });
    for (const button of all("[data-lr-previews]")) {  // one setting turns them off, on every page
      const name = () => { button.textContent = `Turn previews ${off ? "on" : "off"}`; };
      button.hidden = false;
      button.addEventListener("click", () => { off = !off; stored(PREVIEWS, off ? "off" : "on"); name(); });
      name();
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

  /* A table that fits its frame lends its header row to the page; any other scrolls within itself,
     by keyboard too. */
  function framing(frames) {
    const fits = ({ scrollWidth: x, clientWidth: w, scrollHeight: y, clientHeight: h }) => x <= w + 1 && y <= h + 1;
    const watch = new ResizeObserver((seen) => {
      const changed = [...new Set(seen.map(({ target }) => target.closest(".lr-scroll")))];
      changed.map(fits).forEach((fit, i) => {
        changed[i].classList.toggle("lr-fits", fit);
        changed[i].tabIndex = fit ? -1 : 0;
      });
    });
    for (const frame of frames) for (const each of [frame, ...frame.children]) watch.observe(each);
  }

  function filtering(table) {
    const input = make("input", { type: "search" });
    const count = make("p", { className: "lr-found", role: "status" });
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
    frame.before(make("div", { className: "lr-controls" }, make("label", { className: "lr-grow" }, "Filter rows", input), count));
  }

  /* The list of sources: its script comes only here, and says where it can't work. */
  function explorer(root) {
    import(new URL("explorer.js", here)).then((module) => module.explore(root))
      .catch(() => root.classList.add("lr-off"));
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
  function searching(buttons) {
    let search = null;
    const open = () => (search ??= import(new URL("search.js", here))).then((module) => module.open())
      .catch(() => buttons.forEach((button) => { button.textContent = "Search needs a web server"; }));
    for (const button of buttons) { button.hidden = false; button.addEventListener("click", open); }
    document.addEventListener("keydown", (e) => {
      const typing = e.target.closest?.("input, textarea, select, [contenteditable]");
      const slash = e.key === "/" && !typing && !e.ctrlKey && !e.metaKey && !e.altKey;
      const k = e.key.toLowerCase() === "k" && (e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey;
      if (!(slash || k) || document.querySelector("dialog[open]")) return;
      e.preventDefault();
      open();
    });
  }

  /* What a reader does not meet at once is made ready piece by piece, while the browser has nothing to do. */
  const idle = window.requestIdleCallback ?? setTimeout;
  const ready = (selector, act) => all(selector).forEach((element) => idle(() => act(element)));
  document.body.append(live);
  previews();
  searching(all("[data-lr-search]"));
  all("[data-lr-explorer]").forEach(explorer);
  all("[data-lr-due]").forEach(due);
  ready("table[data-lr-sortable]", sorting);
  ready("table[data-lr-filterable]", filtering);
  ready("[data-lr-copy]", copying);
  idle(() => framing(all(".lr-scroll")));
})();
