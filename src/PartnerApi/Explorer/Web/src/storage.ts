// What GraphiQL may store in the browser: the texts of queries, for its history. Everything else that it would store stays in memory until the page is closed.

interface HistoryItem {
  query?: string;
  operationName?: string;
  label?: string;
  favorite?: boolean;
}

// The key of each list, and the name of the list in the stored object.
const lists: Record<string, string> = { 'graphiql:queries': 'queries', 'graphiql:favorites': 'favorites' };

// A card number, with or without spaces or hyphens, that somebody wrote into a query instead of a variable.
const cardNumber = /\d(?:[ -]?\d){15}/;

const memory = new Map<string, string>();

/** The list without variables and headers, and without queries that contain a card number. */
function withoutValues(list: string, text: string): string {
  const items = (JSON.parse(text) as Record<string, HistoryItem[]>)[list] ?? [];
  const kept = items
    .filter(({ query, label }) => !cardNumber.test(`${query} ${label}`))
    .map(({ query, operationName, label, favorite }) => ({ query, operationName, label, favorite }));
  return JSON.stringify({ [list]: kept });
}

/** The storage for GraphiQL. */
export const queriesOnly = {
  get length(): number {
    return memory.size + Object.keys(lists).filter((key) => localStorage.getItem(key) !== null).length;
  },
  getItem(key: string): string | null {
    return key in lists ? localStorage.getItem(key) : (memory.get(key) ?? null);
  },
  setItem(key: string, value: string): void {
    const list = lists[key];
    if (list === undefined) memory.set(key, value);
    else localStorage.setItem(key, withoutValues(list, value));
  },
  removeItem(key: string): void {
    memory.delete(key);
    if (key in lists) localStorage.removeItem(key);
  },
  clear(): void {
    memory.clear();
    for (const key of Object.keys(lists)) localStorage.removeItem(key);
  },
};
