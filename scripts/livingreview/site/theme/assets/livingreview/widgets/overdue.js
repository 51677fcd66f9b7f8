/* A planned search is marked as overdue by the reader's clock, so that even an abandoned site shows it. */

/** @param {HTMLElement} line */
export function overdue(line) {
  if (!hasPassed(line.dataset.lrDue ?? "", new Date())) return;
  line.classList.add("lr-overdue");
  line.append(" This date has passed: newer evidence may be missing here.");
}

/**
 * Return whether a day (YYYY-MM-DD) is over in the reader's time zone.
 *
 * @param {string} day
 * @param {Date} now
 */
export function hasPassed(day, now) {
  const [year, month, date] = day.split("-").map(Number);
  return now >= new Date(year, month - 1, date + 1);
}
