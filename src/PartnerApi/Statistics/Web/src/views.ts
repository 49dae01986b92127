// The sections with counts.

import { scale } from './axes';
import type { Cell, Filter, View } from './contract';
import { make } from './dom';
import { label, names } from './periods';
import { bars, line, lines } from './pictures';
import { addChart, sheet, show } from './sections';
import * as words from './words';

/** Counts by period. */
export function showPeriods(into: HTMLElement, cells: Cell[], filter: Filter, source: string[]): void {
  const { period } = filter;
  const content = { cells, filter, source, grouping: `by ${names[period]}` };
  show(into, content, sheet(content, [words.capital(names[period])], (cell) => [label(cell, period)]), (body) => {
    addChart(body, content, { kind: 'Line', picture: line(cells, period, scale(cells), false) });
  });
}

/** Counts by borough: the sums over the range, as shares of the city. */
export function showBoroughs(into: HTMLElement, cells: Cell[], filter: Filter, source: string[], whole: Cell | undefined): void {
  const all = { ...filter, borough: null };
  into.replaceChildren(...sheet({ cells, filter: all, source, grouping: 'by borough', whole }, ['Borough'], (cell) => [words.boroughOf(cell)]));
}

/** Counts by period, with a chart for each borough on one scale, or with all boroughs in one chart. */
export function showBoroughPeriods(into: HTMLElement, cells: Cell[], view: View, source: string[]): void {
  const { period } = view;
  const content = { cells, filter: { ...view, borough: null }, source, grouping: `by ${names[period]} and borough` };
  const own = Object.entries(words.boroughs).map(([borough, name]): [string, Cell[]] => [name, cells.filter((cell) => cell.borough === borough)]);
  const cross = `A cross above the axis (×) marks a ${names[period]} in which at least one borough's count is ${words.tooImprecise}. It does not mean zero.`;
  const marked = view.isTogether ? { ...content, cross } : content;
  show(into, marked, sheet(content, [words.capital(names[period]), 'Borough'], (cell) => [label(cell, period), words.boroughOf(cell)]), (body) => {
    if (view.isTogether) {
      body.append(make('p', {}, 'Each borough has its own line style. The bands are the 95 % intervals. To read the counts, point at the chart or open the table.'));
      addChart(body, marked, { kind: 'Line', picture: lines(own, period, scale(cells)) });
      return;
    }
    const all = make('div', { class: 'multiples' });
    body.append(make('p', {}, `The charts show each ${names[period]} with its 95 % interval. All five have the same scale.`), all);
    for (const [borough, ofBorough] of own) {
      const figure = make('figure', {}, make('h3', {}, borough));
      all.append(figure);
      const draw = (isSmall: boolean): ReturnType<typeof line> => line(ofBorough, period, scale(cells), isSmall);
      const part = { ...content, cells: ofBorough, grouping: `by ${names[period]}` };
      addChart(figure, part, { kind: 'Line', borough, picture: draw(true), filePicture: draw(false) });
    }
  });
}

/** Counts by age, as shares of all ages. */
export function showAges(into: HTMLElement, cells: Cell[], filter: Filter, source: string[], whole: Cell | undefined): void {
  const content = { cells, filter: { ...filter, age: null }, source, grouping: 'by age', whole };
  show(into, content, sheet(content, ['Age'], (cell) => [words.ageOf(cell)]), (body) => {
    addChart(body, content, { kind: 'Bar', picture: bars(cells, scale(cells)) });
  });
}
