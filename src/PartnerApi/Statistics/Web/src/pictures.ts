// The three kinds of charts: a line by period, lines of all boroughs by period, and bars by age.

import { band, crosses, frame, isAlone, type Scale, whiskers } from './axes';
import type { Picture } from './charts';
import type { Cell, Period } from './contract';
import { axisLabels, isComplete, label } from './periods';
import * as words from './words';

// With more periods than these, a line is clearer without marks.
const [mostMarks, mostSmallMarks] = [36, 12];

/** The points of a line. Incomplete periods and points without a neighbor always have a mark. */
const points = (cells: Cell[], period: Period, color: string, paper: string, hasMarks: boolean): object => ({
  data: cells.map((cell) => ({
    value: cell.count,
    itemStyle: isComplete(cell, period) ? { color } : { color: paper, borderColor: color, borderWidth: 2 },
  })),
  symbolSize: (_: unknown, { dataIndex: index }: { dataIndex: number }) => (hasMarks || isAlone(cells, index) || !isComplete(cells[index]!, period) ? 7 : 0),
});

/** Counts by period as a line in the band of their margins, with a gap and a cross at a too imprecise count. Marks of incomplete periods are hollow. */
export const line = (cells: Cell[], period: Period, axis: Scale, isSmall: boolean): Picture => (colors) => {
  const labels = axisLabels(cells, period, isSmall || colors.isNarrow ? 3 : 8);
  return {
    ...frame(colors, cells.map((cell) => label(cell, period)), axis, labels, (index) => words.count(cells[index]!)),
    series: [
      ...band(cells, 'band', colors.band, 0.75),
      {
        type: 'line', symbol: 'circle', showAllSymbol: true, color: colors.line, lineStyle: { width: 2 },
        ...points(cells, period, colors.line, colors.paper, cells.length <= (isSmall ? mostSmallMarks : mostMarks)),
      },
      crosses(cells.map((cell) => cell.count === null), colors, isSmall),
      // The band has no width at a period between two too imprecise counts.
      whiskers(cells, colors, (index) => isAlone(cells, index)),
    ],
  };
};

// People who do not see the colors tell the lines apart by these.
const dashes = ['solid', [10, 4], [2, 3], [12, 3, 2, 3], [5, 3]];
const symbols = ['circle', 'rect', 'triangle', 'diamond', 'path://M0,3H3V0H5V3H8V5H5V8H3V5H0Z'];

// The distance between names at the ends of lines, as a part of the axis.
const nameDistance = 0.06;

/** Whether each line reaches the end, where its name has room. */
function haveRoom(rows: [string, Cell[]][], axis: Scale): boolean {
  const ends = rows.map(([, cells]) => cells.at(-1)?.count ?? null);
  return ends.every((end, row) => end !== null && ends.every((other, index) => index === row || Math.abs(end - (other ?? 0)) > nameDistance * axis.top));
}

/** Counts by period with a line for each borough, named at its end or in a legend. A cross marks a period in which a borough has no count. */
export const lines = (rows: [string, Cell[]][], period: Period, axis: Scale): Picture => (colors) => {
  const first = rows[0]?.[1] ?? [];
  const names = first.map((cell) => label(cell, period));
  const tip = (index: number): string => rows.map(([name, cells]) => `${name}: ${words.count(cells[index]!)}`).join('\n');
  const hasLegend = colors.isNarrow || !haveRoom(rows, axis);
  return {
    ...frame(colors, names, axis, axisLabels(first, period, colors.isNarrow ? 3 : 8), tip),
    grid: { left: 4, right: hasLegend ? 28 : 112, top: colors.isNarrow ? 72 : hasLegend ? 48 : 12, bottom: 4, containLabel: true },
    legend: {
      show: hasLegend, selectedMode: false, left: 0, top: 0, itemWidth: 36, data: rows.map(([name]) => name), textStyle: { color: colors.text },
    },
    series: [
      ...rows.flatMap(([name, cells], row) => band(cells, name, colors.lines[row]!, 0.14)),
      ...rows.map(([name, cells], row) => ({
        type: 'line', name, symbol: symbols[row], showAllSymbol: true, color: colors.lines[row], lineStyle: { width: 2, type: dashes[row] },
        ...points(cells, period, colors.lines[row]!, colors.paper, cells.length <= mostMarks),
        endLabel: { show: !hasLegend, formatter: name, color: colors.text, distance: 8 },
      })),
      crosses(first.map((_, index) => rows.some(([, cells]) => cells[index]?.count === null)), colors, false),
      // The bands have no width there.
      ...rows.map(([, cells]) => whiskers(cells, colors, (index) => isAlone(cells, index))),
    ],
  };
};

/** Counts by age as bars with whiskers, with a gap and a cross at a too imprecise count. */
export const bars = (cells: Cell[], axis: Scale): Picture => (colors) => ({
  ...frame(colors, cells.map(words.ageOf), axis, { interval: 0, rotate: colors.isNarrow ? 45 : 0 }, (index) => words.count(cells[index]!)),
  series: [
    {
      type: 'bar', barMaxWidth: 48, itemStyle: { color: colors.band, borderColor: colors.line, borderWidth: 1.5, borderRadius: [3, 3, 0, 0] },
      data: cells.map((cell) => cell.count),
    },
    crosses(cells.map((cell) => cell.count === null), colors, false),
    whiskers(cells, colors, () => true),
  ],
});
