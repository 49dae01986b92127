import * as echarts from 'echarts';

/** Questions a second as bars, limit beside gateway, one group a scenario; the ratio stands on the gateway's bar. Returns SVG. */
export function drawChart(rows) {
  const groups = [...new Set(rows.map(groupOf))];
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 760, height: 380 });
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: 'sans-serif' },
    title: { text: 'Questions answered a second, one core', subtext: 'on the bar: ratio to the limit', left: 'center' },
    legend: { bottom: 0, itemGap: 40 },
    grid: { left: 70, right: 20, top: 70, bottom: 70 },
    xAxis: { type: 'category', data: groups },
    yAxis: { type: 'value' },
    series: [
      series('limit', 'limit (no token, no gates)', '#b9c2cc'),
      series('gateway', 'gateway (in full)', '#1f6feb'),
    ],
  });
  const svg = chart.renderToSVGString();
  chart.dispose(); // its timer would keep the process alive
  return `${svg}\n`;

  function series(server, name, color) {
    const data = groups.map((group) => {
      const row = rows.find((candidate) => candidate.server === server && groupOf(candidate) === group);
      return { value: Math.round(row.perSecond), label: { show: true, position: 'top', formatter: server === 'limit' ? '{c}' : `${row.ratio.toFixed(2)}` } };
    });
    return { type: 'bar', name, data, itemStyle: { color }, barGap: '8%' };
  }
}

function groupOf(row) {
  return `${row.scenario}\n${row.connections} connections`;
}
