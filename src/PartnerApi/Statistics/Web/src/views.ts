// The sections of the page: charts with their tables.

import { draw, erase } from './charts';
import type { Cell, Filter } from './contract';
import { button, type Head, make, table } from './dom';
import { saveTable } from './files';
import { bars, line, scale } from './pictures';
import * as words from './words';

const figures = (cell: Cell): string[] => [
  cell.count === null ? words.tooImprecise : words.number(cell.count),
  words.interval(cell),
];

const numbers: Head[] = [{ title: 'Count', isNumber: true }, { title: '95 % interval', isNumber: true }];

/** Counts by month. */
export function showMonths(into: HTMLElement, cells: Cell[], filter: Filter): void {
  const rows = cells.map((cell) => [words.month(cell.month ?? ''), ...figures(cell)]);
  show(into, cells, sheet(cells, filter, 'by month', ['Month'], rows), (body) => {
    picture(body, `Line chart of ${words.title(filter)}, by month. ${sameData}`, line(cells, scale(cells), false));
  });
}

/** Counts by borough: the sums over the range. */
export function showBoroughs(into: HTMLElement, cells: Cell[], filter: Filter): void {
  const rows = cells.map((cell) => [words.boroughs[cell.borough ?? ''] ?? '', ...figures(cell)]);
  into.replaceChildren(...sheet(cells, filter, 'by borough', ['Borough'], rows));
}

/** Counts by month, with a chart for each borough on one scale. */
export function showBoroughMonths(into: HTMLElement, cells: Cell[], filter: Filter): void {
  const rows = cells.map((cell) => [words.month(cell.month ?? ''), words.boroughs[cell.borough ?? ''] ?? '', ...figures(cell)]);
  show(into, cells, sheet(cells, filter, 'by month and borough', ['Month', 'Borough'], rows), (body) => {
    const all = make('div', { class: 'multiples' });
    body.append(all);
    for (const [borough, name] of Object.entries(words.boroughs)) {
      const own = cells.filter((cell) => cell.borough === borough);
      const figure = make('figure', {}, make('h3', {}, name));
      all.append(figure);
      picture(figure, `Line chart of ${words.title(filter)} in ${name}, by month. ${sameData}`, line(own, scale(cells), true));
    }
  });
}

/** Counts by age. */
export function showAges(into: HTMLElement, cells: Cell[], filter: Filter): void {
  const rows = cells.map((cell) => [words.ages[cell.ageBand ?? ''] ?? '', ...figures(cell)]);
  show(into, cells, sheet(cells, filter, 'by age', ['Age'], rows), (body) => {
    picture(body, `Bar chart of ${words.title(filter)}, by age, with margins of error. ${sameData}`, bars(cells, scale(cells)));
  });
}

const sameData = 'The table below has the same data.';

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A table, and a button that saves its cells. */
function sheet(cells: Cell[], filter: Filter, grouping: string, titles: string[], rows: string[][]): HTMLElement[] {
  const caption = `${words.title(filter)}, ${grouping}`;
  const text = 'Download this table (CSV)';
  return [
    table(sentence(caption), [...titles.map((title) => ({ title })), ...numbers], rows),
    button(text, `${text}: ${caption}`, () => saveTable(cells, filter, grouping)),
  ];
}

function show(into: HTMLElement, cells: Cell[], shown: HTMLElement[], drawInto: (body: HTMLElement) => void): void {
  const isOpen = into.querySelector('details')?.open ?? false;
  erase(into);
  into.replaceChildren();
  drawInto(into);
  if (cells.some((cell) => cell.count === null)) {
    into.append(make('p', { class: 'hint' }, `A cross above the axis (×) marks a count that is ${words.tooImprecise}. It does not mean zero.`));
  }
  const details = make('details', {}, make('summary', {}, 'Show as a table'), ...shown);
  details.open = isOpen;
  into.append(details);
}

function picture(into: HTMLElement, description: string, drawing: Parameters<typeof draw>[2]): void {
  const chart = make('div', { class: 'chart' });
  into.append(chart);
  draw(chart, description, drawing);
}
