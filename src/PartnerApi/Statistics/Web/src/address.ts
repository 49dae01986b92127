// Keeps the view in the page's address, so that people can bookmark and share it: ?from=2025-01&to=2025-12&event=ISSUED.

import type { EnrollmentEvent, Filter } from './contract';

/** Reads the view from the address, or returns null. The caller checks that the months are released. */
export function view(): Filter | null {
  const query = new URLSearchParams(location.search);
  const [from, to, event] = [query.get('from'), query.get('to'), query.get('event')];
  if (from === null || to === null) return null;
  return { from, to, event: event === 'ISSUED' || event === 'RENEWED' ? (event satisfies EnrollmentEvent) : null };
}

/** Writes a view to the address. Null removes the view. */
export function keepView(filter: Filter | null): void {
  const query = filter === null ? '' : `?${new URLSearchParams({ from: filter.from, to: filter.to, ...(filter.event === null ? {} : { event: filter.event }) })}`;
  history.replaceState(null, '', location.pathname + query);
}
