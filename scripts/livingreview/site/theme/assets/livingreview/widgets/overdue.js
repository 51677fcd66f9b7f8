/* A promised search turns overdue by the reader's clock, so that an abandoned page says so itself. */

/** @param {HTMLElement} line */
export function overdue(line) {
  if (!hasPassed(line.dataset.lrDue ?? "", new Date())) return;
  line.classList.add("lr-overdue");
  line.append(" This date has passed: newer evidence may be missing here.");
}

/**
 * Tell whether a day (YYYY-MM-DD) is over where the reader is.
 *
 * @param {string} day
 * @param {Date} now
 */
export function hasPassed(day, now) {
  const [year, month, date] = day.split("-").map(Number);
  return now >= new Date(year, month - 1, date + 1);
}
