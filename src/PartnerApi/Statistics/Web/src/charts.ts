// Apache ECharts with the components that the charts need. The page renders charts as SVG; files are SVG, or PNG from the canvas.

import { BarChart, CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, TitleComponent, TooltipComponent } from 'echarts/components';
import { type EChartsCoreOption, type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers';
import { mayMove, onChange, theme, type Theme } from './theme';

use([
  BarChart, CustomChart, LineChart, ScatterChart, AriaComponent, GridComponent, LegendComponent, TitleComponent, TooltipComponent,
  CanvasRenderer, SVGRenderer,
]);

/** Returns the chart options for a look. */
export type Picture = (colors: Theme) => EChartsCoreOption;

/** The style of all text. ECharts writes the fonts between double quotation marks. */
export const textStyle = (colors: Theme): object => ({ fontFamily: getComputedStyle(document.body).fontFamily.replaceAll('"', "'"), color: colors.text });

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
    textStyle: textStyle(colors),
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
