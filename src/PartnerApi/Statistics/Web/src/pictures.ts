// The two kinds of charts: lines by month, and bars by age.

import type { EChartsCoreOption } from 'echarts/core';
import type { Cell } from './contract';
import type { Picture } from './charts';
import { isNarrow, type Theme } from './theme';
import * as words from './words';

/** The end of an axis and the distance between its marks. */
export interface Scale {
  top: number;
  step: number;
}

const low = (cell: Cell): number => cell.low ?? 0;
const high = (cell: Cell): number => cell.high ?? 0;

// With more months than this, a line is clearer without marks.
const mostMarks = 36;

/** A scale with round steps that includes all cells with their margins. */
export function scale(cells: Cell[]): Scale {
  const peak = Math.max(4, ...cells.filter((cell) => cell.count !== null).map(high));
  const power = 10 ** Math.floor(Math.log10(peak / 4));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size * 4 >= peak && Number.isInteger(size)) ?? 10 * power;
  return { step, top: Math.ceil(peak / step) * step };
}

/** Counts by month as a line in the band of their margins, with a gap and a cross at a too imprecise count. */
export const line = (cells: Cell[], axis: Scale, isSmall: boolean): Picture => (colors) => {
  const isAlone = (index: number): boolean => (cells[index - 1]?.count ?? null) === null && (cells[index + 1]?.count ?? null) === null;
  const hasMarks = !isSmall && cells.length <= mostMarks;
  const edge = { type: 'line', stack: 'band', stackStrategy: 'all', symbol: 'none', silent: true, lineStyle: { opacity: 0 } };
  const base = frame(colors, cells.map((cell) => words.month(cell.month ?? '')), cells, axis);
  const distance = Math.ceil(cells.length / (isSmall || isNarrow() ? 3 : 8));
  return {
    ...base,
    xAxis: { ...(base.xAxis as object), axisLabel: { color: colors.quiet, interval: distance - 1 } },
    series: [
      { ...edge, data: cells.map((cell) => (cell.count === null ? null : low(cell))) },
      { ...edge, areaStyle: { color: colors.band, opacity: 0.75 }, data: cells.map((cell) => (cell.count === null ? null : high(cell) - low(cell))) },
      {
        type: 'line', symbol: 'circle', showAllSymbol: true, color: colors.line, lineStyle: { width: 2 }, data: cells.map((cell) => cell.count),
        symbolSize: (_: unknown, point: { dataIndex: number }) => (hasMarks || isAlone(point.dataIndex) ? 6 : 0),
      },
      crosses(cells, colors, isSmall),
      // The band has no width at a month between two too imprecise counts.
      whiskers(cells, colors, isAlone),
    ],
  };
};

/** Counts by age as bars with whiskers, with a gap and a cross at a too imprecise count. */
export const bars = (cells: Cell[], axis: Scale): Picture => (colors) => {
  const base = frame(colors, cells.map((cell) => words.ages[cell.ageBand ?? ''] ?? ''), cells, axis);
  return {
    ...base,
    xAxis: { ...(base.xAxis as object), axisLabel: { color: colors.quiet, interval: 0, rotate: isNarrow() ? 45 : 0 } },
    series: [
      {
        type: 'bar', barMaxWidth: 48, itemStyle: { color: colors.band, borderColor: colors.line, borderWidth: 1.5, borderRadius: [3, 3, 0, 0] },
        data: cells.map((cell) => cell.count),
      },
      crosses(cells, colors, false),
      whiskers(cells, colors, () => true),
    ],
  };
};

// Above the axis, because a mark on it looks like a zero.
const crosses = (cells: Cell[], colors: Theme, isSmall: boolean): object => ({
  type: 'scatter', symbol: 'path://M0,0L8,8M8,0L0,8', symbolSize: isSmall ? 6 : 9, symbolOffset: [0, isSmall ? -9 : -14], z: 6,
  itemStyle: { color: 'none', borderColor: colors.text, borderWidth: 1.5, opacity: 1 },
  data: cells.map((cell) => (cell.count === null ? 0 : null)),
});

interface Drawing {
  value(dimension: number): number;
  coord(point: [number, number]): [number, number];
}

const whiskers = (cells: Cell[], colors: Theme, has: (index: number) => boolean): object => ({
  type: 'custom', silent: true, z: 5, encode: { x: 0, y: [1, 2] },
  data: cells.flatMap((cell, index) => (cell.count === null || !has(index) ? [] : [[index, low(cell), high(cell)]])),
  renderItem: (_: unknown, drawing: Drawing): object => {
    const [x, bottom] = drawing.coord([drawing.value(0), drawing.value(1)]);
    const [, top] = drawing.coord([drawing.value(0), drawing.value(2)]);
    const stroke = (x1: number, y1: number, x2: number, y2: number): object => ({
      type: 'line', shape: { x1, y1, x2, y2 }, style: { stroke: colors.text, lineWidth: 1.5 },
    });
    return { type: 'group', children: [stroke(x, bottom, x, top), stroke(x - 5, bottom, x + 5, bottom), stroke(x - 5, top, x + 5, top)] };
  },
});

/** The axes, and a tooltip with the same text as the table. */
function frame(colors: Theme, names: string[], cells: Cell[], axis: Scale): EChartsCoreOption {
  return {
    grid: { left: 4, right: 28, top: 12, bottom: 4, containLabel: true },
    xAxis: {
      type: 'category', data: names, axisLine: { lineStyle: { color: colors.quiet } }, axisTick: { show: false },
    },
    yAxis: {
      type: 'value', min: 0, max: axis.top, interval: axis.step, axisLabel: { color: colors.quiet, formatter: words.number },
      splitLine: { lineStyle: { color: colors.grid } },
    },
    // Rendered as SVG: the HTML mode writes style attributes, which the page's policy does not allow.
    tooltip: {
      trigger: 'axis', renderMode: 'richText', confine: true, backgroundColor: colors.paper, borderColor: colors.quiet, textStyle: { color: colors.text },
      axisPointer: { lineStyle: { color: colors.quiet } },
      formatter: (points: { dataIndex: number }[]) => {
        const index = points[0]?.dataIndex ?? 0;
        const cell = cells[index];
        return cell ? `${names[index]}\n${words.count(cell)}` : '';
      },
    },
  };
}
