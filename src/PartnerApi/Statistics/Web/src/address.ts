// The view in the page's address, so that it can be bookmarked and shared: ?from=2025-01&to=2025-12&event=ISSUED.

import type { EnrollmentEvent, Filter } from './contract';

/** The view in the address; null if there is none. The months may be unknown. */
export function view(): Filter | null {
  const query = new URLSearchParams(location.search);
  const [from, to, event] = [query.get('from'), query.get('to'), query.get('event')];
  if (from === null || to === null) return null;
  return { from, to, event: event === 'ISSUED' || event === 'RENEWED' ? (event satisfies EnrollmentEvent) : null };
}

/** Puts a view into the address, or removes it. */
export function keepView(filter: Filter | null): void {
  const query = filter === null ? '' : `?${new URLSearchParams({ from: filter.from, to: filter.to, ...(filter.event === null ? {} : { event: filter.event }) })}`;
  history.replaceState(null, '', location.pathname + query);
}
