// Apache ECharts with the components that the charts need, rendered as SVG.

import { BarChart, CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import { AriaComponent, GridComponent, TooltipComponent } from 'echarts/components';
import { type EChartsCoreOption, type EChartsType, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { mayMove, onChange, theme, type Theme } from './theme';

use([BarChart, CustomChart, LineChart, ScatterChart, AriaComponent, GridComponent, TooltipComponent, SVGRenderer]);

/** Returns the chart options for a set of colors. */
export type Picture = (colors: Theme) => EChartsCoreOption;

const drawn = new Map<HTMLElement, { chart: EChartsType; picture: Picture }>();
const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) drawn.get(target as HTMLElement)?.chart.resize();
});

/** Draws a chart into an element, and redraws it when the size or the colors change. Screen readers read the description. */
export function draw(into: HTMLElement, description: string, picture: Picture): void {
  const chart = init(into, null, { renderer: 'svg' });
  const described: Picture = (colors) => ({
    animation: mayMove(),
    animationDuration: 300,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: colors.text },
    aria: { enabled: true, label: { description } },
    ...picture(colors),
  });
  drawn.set(into, { chart, picture: described });
  chart.setOption(described(theme()));
  sizes.observe(into);
}

/** Removes the charts within an element. */
export function erase(within: HTMLElement): void {
  for (const [element, { chart }] of drawn) {
    if (!within.contains(element)) continue;
    sizes.unobserve(element);
    chart.dispose();
    drawn.delete(element);
  }
}

onChange(() => {
  for (const { chart, picture } of drawn.values()) chart.setOption({ ...picture(theme()), animation: false }, { notMerge: true });
});
