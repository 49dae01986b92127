// Helpers that create and find elements.

/** The element with this id; throws if the page does not have it. */
export function element<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no element ${id}.`);
  return found as T;
}

type Child = Node | string;

/** Creates an element with attributes and children. Strings become text nodes. */
export function make<K extends keyof HTMLElementTagNameMap>(name: K, attributes: Record<string, string> = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children);
  return made;
}

/** Creates a button. */
export function button(text: string, label: string, act: () => void): HTMLButtonElement {
  const made = make('button', { type: 'button', 'aria-label': label }, text);
  made.addEventListener('click', act);
  return made;
}

/** The head of a column. Numbers are aligned at the right, so that their digits can be compared. */
export interface Head {
  title: string;
  isNumber?: boolean;
}

/** Creates a table with a caption. The first column heads the rows. The table scrolls if it is wider than the page. */
export function table(caption: string, heads: Head[], rows: Child[][]): HTMLElement {
  const align = (column: number): Record<string, string> => (heads[column]?.isNumber ? { class: 'number' } : {});
  const cell = (value: Child, column: number): HTMLElement => (column === 0 ? make('th', { scope: 'row' }, value) : make('td', align(column), value));
  return make(
    'div', { class: 'scroll', role: 'region', tabindex: '0', 'aria-label': caption },
    make(
      'table', {},
      make('caption', {}, caption),
      make('thead', {}, make('tr', {}, ...heads.map(({ title }, column) => make('th', { scope: 'col', ...align(column) }, title)))),
      make('tbody', {}, ...rows.map((row) => make('tr', {}, ...row.map(cell)))),
    ),
  );
}
