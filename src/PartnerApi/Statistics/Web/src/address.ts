// Keeps the view in the page's address, so that people can bookmark and share it: ?from=2025-01&to=2025-12&event=ISSUED&period=QUARTER&boroughs=together.

import type { EnrollmentEvent, Period, View } from './contract';

/** Reads the view from the address, or returns null. The caller checks that the months are released. */
export function view(): View | null {
  const query = new URLSearchParams(location.search);
  const [from, to, event, period] = [query.get('from'), query.get('to'), query.get('event'), query.get('period')];
  if (from === null || to === null) return null;
  return {
    from, to,
    event: event === 'ISSUED' || event === 'RENEWED' ? (event satisfies EnrollmentEvent) : null,
    period: period === 'QUARTER' || period === 'YEAR' ? (period satisfies Period) : 'MONTH',
    isTogether: query.get('boroughs') === 'together',
  };
}

/** Writes a view to the address, without default values. Null removes the view. */
export function keepView(view: View | null): void {
  const query = view === null ? '' : `?${new URLSearchParams({
    from: view.from,
    to: view.to,
    ...(view.event === null ? {} : { event: view.event }),
    ...(view.period === 'MONTH' ? {} : { period: view.period }),
    ...(view.isTogether ? { boroughs: 'together' } : {}),
  })}`;
  history.replaceState(null, '', location.pathname + query);
}
