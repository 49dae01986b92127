// The parts that all charts have: axes, tooltips, and marks for margins and for too imprecise counts.

import type { EChartsCoreOption } from 'echarts/core';
import type { Cell } from './contract';
import type { Theme } from './theme';
import * as words from './words';

/** The end of an axis and the distance between its marks. */
export interface Scale {
  top: number;
  step: number;
}

/** A scale with round steps that includes all cells with their margins. */
export function scale(cells: Cell[]): Scale {
  const peak = Math.max(4, ...cells.filter((cell) => cell.count !== null).map(high));
  const power = 10 ** Math.floor(Math.log10(peak / 4));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size * 4 >= peak && Number.isInteger(size)) ?? 10 * power;
  return { step, top: Math.ceil(peak / step) * step };
}

export const low = (cell: Cell): number => cell.low ?? 0;
export const high = (cell: Cell): number => cell.high ?? 0;

/** The axes, and a tooltip with the same text as the table. */
export function frame(colors: Theme, names: string[], axis: Scale, axisLabel: object, tip: (index: number) => string): EChartsCoreOption {
  return {
    grid: { left: 4, right: 28, top: 12, bottom: 4, containLabel: true },
    xAxis: {
      type: 'category', data: names, axisLine: { lineStyle: { color: colors.quiet } }, axisTick: { show: false }, axisLabel: { color: colors.quiet, ...axisLabel },
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
        return `${names[index]}\n${tip(index)}`;
      },
    },
  };
}

/** Crosses at places without a count. They are above the axis, because a mark on it looks like a zero. */
export const crosses = (isWithheld: boolean[], colors: Theme, isSmall: boolean): object => ({
  type: 'scatter', symbol: 'path://M0,0L8,8M8,0L0,8', symbolSize: isSmall ? 6 : 9, symbolOffset: [0, isSmall ? -9 : -14], z: 6,
  itemStyle: { color: 'none', borderColor: colors.text, borderWidth: 1.5, opacity: 1 },
  data: isWithheld.map((here) => (here ? 0 : null)),
});

/** The band between the ends of the intervals, as two stacked series. */
export function band(cells: Cell[], name: string, color: string, opacity: number): object[] {
  const edge = { type: 'line', stack: name, stackStrategy: 'all', symbol: 'none', silent: true, lineStyle: { opacity: 0 } };
  return [
    { ...edge, data: cells.map((cell) => (cell.count === null ? null : low(cell))) },
    { ...edge, areaStyle: { color, opacity }, data: cells.map((cell) => (cell.count === null ? null : high(cell) - low(cell))) },
  ];
}

interface Drawing {
  value(dimension: number): number;
  coord(point: [number, number]): [number, number];
}

/** Whiskers from end to end of the intervals. */
export const whiskers = (cells: Cell[], colors: Theme, has: (index: number) => boolean): object => ({
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

/** Whether a cell has no neighbor with a count, so that no line passes through it. */
export const isAlone = (cells: Cell[], index: number): boolean => (cells[index - 1]?.count ?? null) === null && (cells[index + 1]?.count ?? null) === null;
