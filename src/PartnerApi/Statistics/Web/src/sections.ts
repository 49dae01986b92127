// The parts of a section: charts, notes about their marks, and a table of the same cells.

import { chartButtons } from './chartFiles';
import { draw, erase, type Picture } from './charts';
import type { Cell, Filter } from './contract';
import { button, type Head, make, table } from './dom';
import { fileName, saveTable } from './files';
import { isComplete, names } from './periods';
import * as words from './words';

/** The cells of a section, and what they count. */
export interface Content {
  cells: Cell[];
  filter: Filter;
  /** Such as "by month". */
  grouping: string;
  /** The sum of the cells, of which the table shows the shares. */
  whole?: Cell | undefined;
  /** The meaning of a cross. Default: that the count is too imprecise. */
  cross?: string;
  /** The lines about the source in the files of charts. */
  source: string[];
}

/** A chart of a section. */
export interface Chart {
  kind: 'Line' | 'Bar';
  /** The borough, if the chart has one only. */
  borough?: string;
  picture: Picture;
  /** The picture in a file. Default: the same. */
  filePicture?: Picture;
}

const figures: Head[] = [{ title: 'Count', isNumber: true }, { title: '95 % interval', isNumber: true }];

const hasPeriods = ({ period }: Filter, grouping: string): boolean => grouping.includes(names[period]);
const titleOf = (filter: Filter, grouping: string, place = ''): string => words.title(filter, place, hasPeriods(filter, grouping));

/** A table, and a button that saves its cells. */
export function sheet({ cells, filter, grouping, whole }: Content, titles: string[], namesOf: (cell: Cell) => string[]): HTMLElement[] {
  const caption = `${titleOf(filter, grouping)}, ${grouping}`;
  const hasRates = cells.some(({ residents }) => residents !== null);
  const text = 'Download this table (CSV)';
  const shares = (cell: Cell): string[] => [...(whole === undefined ? [] : [words.share(cell, whole)]), ...(hasRates ? [words.rate(cell)] : [])];
  const rows = cells.map((cell) => [...namesOf(cell), cell.count === null ? words.tooImprecise : words.number(cell.count), words.interval(cell), ...shares(cell)]);
  const behind = [...(whole === undefined ? [] : ['Share']), ...(hasRates ? ['Per 1,000 residents'] : [])];
  const heads = [...titles.map((title) => ({ title })), ...figures, ...behind.map((title) => ({ title, isNumber: true }))];
  return [
    table(words.capital(caption), heads, rows),
    button(text, `${text}: ${caption}`, () => saveTable(cells, filter, grouping)),
  ];
}

/** Shows a section. Keeps its table open or closed. */
export function show(into: HTMLElement, content: Content, shown: HTMLElement[], drawInto: (body: HTMLElement) => void): void {
  const isOpen = into.querySelector('details')?.open ?? false;
  erase(into);
  into.replaceChildren();
  drawInto(into);
  for (const note of notes(content)) into.append(make('p', { class: 'hint' }, note));
  const details = make('details', {}, make('summary', {}, 'Show as a table'), ...shown);
  details.open = isOpen;
  into.append(details);
}

/** Draws a chart, with buttons that save it. */
export function addChart(into: HTMLElement, content: Content, { kind, borough, picture, filePicture = picture }: Chart): void {
  const { filter, grouping, source } = content;
  const place = borough === undefined ? '' : ` in ${borough}`;
  const title = `${titleOf(filter, grouping, place)}, ${grouping}`;
  const chart = make('div', { class: 'chart' });
  into.append(chart, chartButtons({
    name: fileName(filter, grouping + place), title: words.capital(title), caption: [...notes(content), ...source], picture: filePicture,
  }));
  draw(chart, `${kind} chart of ${title}. The table below has the same data.`, picture);
}

function notes({ cells, filter, grouping, cross = `A cross above the axis (×) marks a count that is ${words.tooImprecise}. It does not mean zero.` }: Content): string[] {
  const { period } = filter;
  const hasHollow = hasPeriods(filter, grouping) && cells.some((cell) => !isComplete(cell, period));
  return [
    ...(cells.some((cell) => cell.count === null) ? [cross] : []),
    ...(hasHollow ? [`A hollow mark is an incomplete ${names[period]}: its count ${filter.event === 'IN_FORCE' || filter.isRunning ? 'ends with an earlier month' : 'has only some of the months'}.`] : []),
  ];
}
