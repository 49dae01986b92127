// Files to save: those of the gateway, and the tables of the page.

import type { Cell, Filter } from './contract';
import { make } from './dom';
import { file } from './gateway';

// The columns and names of the files of releases. A row of a sum over months has the first and the last month.
const heads = ['from', 'to', 'borough', 'age_band', 'event', 'count', 'estimate', 'margin_of_error', 'low', 'high', 'note'];
const sum = 'ALL';

/** Downloads a file with the token, which a plain link cannot send, and saves it. */
export async function download(path: string, name: string): Promise<void> {
  save(await file(path), name);
}

/** Saves the cells of a table as CSV (RFC 4180, LF), named after the filter and the grouping, such as "by month". */
export function saveTable(cells: Cell[], { from, to, event }: Filter, grouping: string): void {
  const rows = cells.map(({ month, borough, ageBand, count, estimate, marginOfError, low, high }) => [
    month ?? from, month ?? to, borough ?? sum, ageBand ?? sum, event ?? sum,
    count ?? '', estimate ?? '', marginOfError, low ?? '', high ?? '', count === null ? 'TOO_IMPRECISE' : '',
  ]);
  const text = [heads, ...rows].map((row) => `${row.join(',')}\n`).join('');
  const name = ['enrollment', ...(event === null ? [] : [event.toLowerCase()]), from, 'to', to, grouping].join('-').replaceAll(' ', '-');
  save(new Blob([text], { type: 'text/csv' }), `${name}.csv`);
}

function save(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  make('a', { href: address, download: name }).click();
  URL.revokeObjectURL(address);
}
