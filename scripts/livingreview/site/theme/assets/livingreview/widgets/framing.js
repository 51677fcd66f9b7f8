/* Frames of tables: the header row of a table that fits its frame stays visible as the page scrolls; any
   other table scrolls within its frame, also with the keyboard. */

/** @param {HTMLElement[]} frames */
export function framing(frames) {
  const watch = new ResizeObserver((seen) => {
    const changed = new Set(seen.map(({ target }) => target.closest(".lr-scroll")));
    // All sizes are read before a change of class can alter them.
    const fits = [...changed].map((frame) => ({ frame, fit: frame && hasRoom(frame) }));
    for (const { frame, fit } of fits) {
      if (!(frame instanceof HTMLElement)) continue;
      frame.classList.toggle("lr-fits", Boolean(fit));
      frame.tabIndex = fit ? -1 : 0;
    }
  });
  for (const frame of frames) for (const each of [frame, ...frame.children]) watch.observe(each);
}

/** @param {Element} frame */
function hasRoom({ scrollWidth, clientWidth, scrollHeight, clientHeight }) {
  return scrollWidth <= clientWidth + 1 && scrollHeight <= clientHeight + 1;
}
