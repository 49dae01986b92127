// Shared by the tests of the statistics page: the gateway's figures, the page's words for them, and the controls.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

export const cells = `query($by: [EnrollmentDimension!]!, $from: Month, $to: Month, $event: EnrollmentEvent) {
  enrollment(by: $by, from: $from, to: $to, event: $event) {
    cells { from to borough ageBand count estimate marginOfError low high note } } }`;
export const tooImprecise = 'too imprecise';
const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
export const monthName = (month) => `${monthNames[Number(month.slice(5)) - 1]} ${month.slice(0, 4)}`;
export const boroughNames = ['Bronx', 'Brooklyn', 'Manhattan', 'Queens', 'Staten Island'];
export const number = new Intl.NumberFormat('en-US');

export const intervalOf = ({ low, high }) => (low === null ? '' : `${number.format(low)} to ${number.format(high)}`);
export const figuresOf = (cell) => [cell.count === null ? tooImprecise : number.format(cell.count), intervalOf(cell)];

export async function compare(visit, section, by, filter = {}) {
  const expected = (await visit.query(cells, { by, ...filter })).enrollment.cells;
  const rows = await visit.rows(section);
  assert.ok(rows.length > 0);
  // After the names of the dimensions. Some tables have shares behind them.
  assert.deepEqual(rows.map((row) => row.slice(by.length, by.length + 2)), expected.map(figuresOf));
  return expected;
}

/** Selects a view, and waits until it is shown. */
export async function choose(visit, { from, to, event, period = 'MONTH' }) {
  await visit.page.getByLabel('From', { exact: true }).selectOption(from);
  await visit.page.getByLabel('To', { exact: true }).selectOption(to);
  await visit.page.getByLabel('Cards', { exact: true }).selectOption(event);
  await visit.page.getByLabel('Period', { exact: true }).selectOption(period);
  await visit.page.getByRole('button', { name: 'Show', exact: true }).click();
  await visit.shown();
}

export async function save(visit, button) {
  const [download] = await Promise.all([visit.page.waitForEvent('download'), button.click()]);
  return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
}

/** The texts of the charts in a section. */
export const chartTexts = (visit, section) => visit.page.locator(`#${section} svg text`).allTextContents();

/** A released range whose last quarter and year are incomplete. */
export async function unevenRange(visit) {
  const all = await released(visit);
  return { from: all[0], to: all.findLast((month) => Number(month.slice(5)) % 3 !== 0) };
}

/** The label of a quarter or year: "Q1 2025", or "2025 (Mar to Dec)" if it has only some of its months. */
export function labelOf({ from, to }, period) {
  const [first, last] = [from, to].map((month) => Number(month.slice(5)));
  const length = period === 'QUARTER' ? 3 : 12;
  const name = period === 'QUARTER' ? `Q${Math.ceil(first / 3)} ${from.slice(0, 4)}` : from.slice(0, 4);
  if (last - first + 1 === length) return name;
  return `${name} (${first === last ? monthNames[first - 1] : `${monthNames[first - 1]} to ${monthNames[last - 1]}`})`;
}

export const released = async (visit) => (await visit.query('{ releases { month } }')).releases.map((release) => release.month);

