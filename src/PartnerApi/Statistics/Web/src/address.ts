// Keeps the view in the page's address, so that people can bookmark and share it, such as
// ?from=2025-01&to=2025-12&event=ISSUED&period=QUARTER&total=running&borough=QUEENS&age=AGES_18_TO_24&boroughs=together.

import { counted, type Period, type View } from './contract';
import { ages, boroughs } from './words';

/** Reads the view from the address, or returns null. The caller checks that the months are released. */
export function view(): View | null {
  const query = new URLSearchParams(location.search);
  const [from, to, event, period] = [query.get('from'), query.get('to'), query.get('event'), query.get('period')];
  if (from === null || to === null) return null;
  return {
    from, to,
    event: counted.find((one) => one === event) ?? null,
    period: period === 'QUARTER' || period === 'YEAR' ? (period satisfies Period) : 'MONTH',
    isRunning: query.get('total') === 'running',
    borough: known(boroughs, query.get('borough')),
    age: known(ages, query.get('age')),
    isTogether: query.get('boroughs') === 'together',
  };
}

const known = (names: Record<string, string>, name: string | null): string | null => (name !== null && Object.hasOwn(names, name) ? name : null);

/** Writes a view to the address, without default values. Null removes the view. */
export function keepView(view: View | null): void {
  const query = view === null ? '' : `?${new URLSearchParams({
    from: view.from,
    to: view.to,
    ...(view.event === null ? {} : { event: view.event }),
    ...(view.period === 'MONTH' ? {} : { period: view.period }),
    ...(view.isRunning ? { total: 'running' } : {}),
    ...(view.borough === null ? {} : { borough: view.borough }),
    ...(view.age === null ? {} : { age: view.age }),
    ...(view.isTogether ? { boroughs: 'together' } : {}),
  })}`;
  history.replaceState(null, '', location.pathname + query);
}
