// Files to save: those of the gateway, and the tables of the page.

import type { Cell, Filter } from './contract';
import { make } from './dom';
import { file } from './gateway';

// The columns and names of the files of releases. A row of a sum over months has the first and the last month; cards in force are those of the last.
const heads = ['from', 'to', 'borough', 'age_band', 'event', 'count', 'estimate', 'margin_of_error', 'low', 'high', 'note'];
const sum = 'ALL';

/** Downloads a file with the token, which a plain link cannot send, and saves it. */
export async function download(path: string, name: string): Promise<void> {
  save(await file(path), name);
}

/** Saves the cells of a table as CSV (RFC 4180, LF). */
export function saveTable(cells: Cell[], filter: Filter, grouping: string): void {
  const rows = cells.map(({ from, to, borough, ageBand, count, estimate, marginOfError, low, high }) => [
    filter.isRunning ? filter.from : from, to, borough ?? sum, ageBand ?? sum, filter.event ?? sum,
    count ?? '', estimate ?? '', marginOfError, low ?? '', high ?? '', count === null ? 'TOO_IMPRECISE' : '',
  ]);
  const text = [heads, ...rows].map((row) => `${row.join(',')}\n`).join('');
  save(new Blob([text], { type: 'text/csv' }), `${fileName(filter, grouping)}.csv`);
}

/** The name of a file, without its extension, from the filter and the grouping, such as "by month". */
export const fileName = ({ from, to, event, borough, age, isRunning }: Filter, grouping: string): string =>
  ['enrollment', ...(isRunning ? ['running total'] : []), event, borough, age, from, 'to', to, grouping]
    .filter((part) => part !== null).join('-').toLowerCase().replaceAll(/[ _]/g, '-');

/** Saves a file. */
export function save(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  make('a', { href: address, download: name }).click();
  URL.revokeObjectURL(address);
}
