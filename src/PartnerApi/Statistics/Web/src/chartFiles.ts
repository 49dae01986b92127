// Charts as files, with a title and their source. They are light, whatever the page's colors.

import { type EChartsCoreOption, init } from 'echarts/core';
import { type Picture, textStyle } from './charts';
import type { Filter, Release } from './contract';
import { button, make } from './dom';
import { save } from './files';
import { fileTheme } from './theme';
import * as words from './words';

const size = { width: 960, height: 560 };
const margin = 24;
const lineHeight = 20;
const titleHeight = 64;
const sharpness = 2;

/** A chart to save. */
export interface ChartFile {
  /** Without extension. */
  name: string;
  title: string;
  /** The lines below the chart. */
  caption: string[];
  picture: Picture;
}

/** The source of a chart, and how its counts are protected. */
export function source({ from, to, event }: Filter, releases: Release[]): string[] {
  // Cards in force are computed from all releases before.
  const first = event === 'IN_FORCE' ? releases[0]!.month : from;
  const epsilons = releases.filter(({ month }) => first <= month && month <= to).map(({ epsilonMillionths }) => epsilonMillionths);
  const [least, most] = [Math.min(...epsilons), Math.max(...epsilons)].map(words.epsilon);
  return [
    `Source: city ID card program, releases of ${words.month(first)} to ${words.month(to)}, PartnerApi`,
    `95 % intervals; noise added (differential privacy), epsilon ${least === most ? least : `${least} to ${most}`} per month`,
  ];
}

/** Buttons that save a chart. The description tells the charts apart for screen readers. */
export function chartButtons(file: ChartFile): HTMLElement {
  const text = 'Download this chart';
  const one = (kind: string, act: () => void): HTMLButtonElement => button(kind, `${text} (${kind}): ${file.title}`, act);
  return make('p', { class: 'files' }, text, one('SVG', () => saveSvg(file)), one('PNG', () => savePng(file)));
}

function saveSvg(file: ChartFile): void {
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size });
  chart.setOption(optionOf(file));
  save(new Blob([chart.renderToSVGString()], { type: 'image/svg+xml' }), `${file.name}.svg`);
  chart.dispose();
}

// From the canvas, because the page's policy does not allow an image of the SVG.
function savePng(file: ChartFile): void {
  const chart = init(document.createElement('div'), null, { renderer: 'canvas', devicePixelRatio: sharpness, ...size });
  chart.setOption(optionOf(file));
  chart.renderToCanvas().toBlob((content) => {
    if (content !== null) save(content, `${file.name}.png`);
    chart.dispose();
  }, 'image/png');
}

function optionOf({ title, caption, picture }: ChartFile): EChartsCoreOption {
  const colors = fileTheme();
  const { grid, legend, ...option } = picture(colors) as EChartsCoreOption & { grid: { top: number }; legend?: object };
  return {
    ...option,
    animation: false,
    backgroundColor: colors.paper,
    textStyle: textStyle(colors),
    tooltip: { show: false },
    title: [
      { text: title, left: margin, top: margin, padding: 0, textStyle: { color: colors.text, fontSize: 19, width: size.width - 2 * margin, overflow: 'break' } },
      {
        text: caption.join('\n'), left: margin, bottom: margin, padding: 0,
        textStyle: { color: colors.quiet, fontSize: 13, fontWeight: 'normal', lineHeight },
      },
    ],
    legend: { ...legend, left: margin, top: titleHeight },
    grid: { ...grid, left: margin, top: titleHeight + grid.top, bottom: 2 * margin + caption.length * lineHeight },
  };
}
