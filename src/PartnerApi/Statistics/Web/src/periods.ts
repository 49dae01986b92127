// Months, quarters, and years: their names and labels.

import type { Month, Period } from './contract';
import * as words from './words';

/** The first and the last month of a cell. */
export interface Span {
  from: Month;
  to: Month;
}

export const names: Record<Period, string> = { MONTH: 'month', QUARTER: 'quarter', YEAR: 'year' };

const lengths: Record<Period, number> = { MONTH: 1, QUARTER: 3, YEAR: 12 };

const year = (month: Month): number => Number(month.slice(0, 4));
const place = (month: Month): number => Number(month.slice(5));

/** The first month of the period that includes a month. */
export function begin(month: Month, period: Period): Month {
  const first = place(month) - ((place(month) - 1) % lengths[period]);
  return `${month.slice(0, 5)}${String(first).padStart(2, '0')}`;
}

/** The number of months. */
export const months = ({ from, to }: Span): number => (year(to) - year(from)) * 12 + place(to) - place(from) + 1;

/** Whether a cell has all months of its period. */
export const isComplete = (cell: Span, period: Period): boolean => months(cell) === lengths[period];

/** 'Mar 2025', 'Q1 2025', or '2025'. The months of an incomplete period follow: 'Q4 2025 (Oct to Nov)'. */
export function label(cell: Span, period: Period): string {
  if (period === 'MONTH') return words.month(cell.from);
  const name = period === 'QUARTER' ? `Q${Math.ceil(place(cell.from) / 3)} ${year(cell.from)}` : String(year(cell.from));
  if (isComplete(cell, period)) return name;
  const [first, last] = [words.monthName(cell.from), words.monthName(cell.to)];
  return `${name} (${first === last ? first : `${first} to ${last}`})`;
}

/** The labels of an axis. The months of an incomplete period are on a second line. */
export function axisLabels(cells: Span[], period: Period, most: number): object {
  const distance = Math.ceil(cells.length / most);
  const last = cells.length - 1;
  const isMarked = last > 0 && !isComplete(cells[last]!, period);
  return {
    // An incomplete period at the end always has its label. A label that is too near is left out.
    interval: (index: number) => (index === last && isMarked) || (index % distance === 0 && !(isMarked && index > 0 && last - index < distance)),
    formatter: (name: string) => name.replace(' (', '\n('),
    lineHeight: 16,
  };
}
