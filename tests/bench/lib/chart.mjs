import * as echarts from 'echarts';

const LOOKS = {
  limit: ['limit (no gates)', '#b9c2cc'],
  before: ['gateway before', '#8fb8f2'],
  gateway: ['gateway (in full)', '#1f6feb'],
  postgresql: ['gateway on PostgreSQL', '#0b3d91'],
  mercurius: ['Fastify + Mercurius', '#e8a33d'],
  yoga: ['GraphQL Yoga', '#4f9d69'],
  apollo: ['Apollo Server', '#9a6fb0'],
};

/** A horizontal bar chart of requests per second, grouped by scenario. Each bar is labeled with its value and its ratio to the gateway's. Returns SVG. */
export function drawChart(rows) {
  const groups = [...new Set(rows.map(groupOf))];
  const names = [...Object.keys(LOOKS), ...new Set(rows.map((row) => row.server))]
    .filter((name, index, all) => all.indexOf(name) === index && rows.some((row) => row.server === name));
  const height = 160 + groups.length * (names.length * 20 + 26);
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 860, height });
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: 'sans-serif' },
    title: { text: 'Requests answered per second, one core', subtext: 'label: the median, and the ratio to the gateway in the same repetition', left: 'center' },
    legend: { bottom: 4, itemGap: 18 },
    grid: { left: 120, right: 90, top: 64, bottom: 86 },
    xAxis: { type: 'value' },
    yAxis: { type: 'category', data: groups, inverse: true, axisTick: { show: false } },
    series: names.map(series),
  });
  const svg = chart.renderToSVGString();
  chart.dispose(); // otherwise its timer keeps the process alive
  return `${svg}\n`;

  function series(server) {
    const [name, color] = LOOKS[server] ?? [server];
    const data = groups.map((group) => {
      const row = rows.find((candidate) => candidate.server === server && groupOf(candidate) === group);
      if (!row) return null;
      return { value: Math.round(row.perSecond), label: { show: true, position: 'right', formatter: `{c} (${row.ofGateway.toFixed(2)})` } };
    });
    return { type: 'bar', name, data, itemStyle: { color }, barGap: '8%', barCategoryGap: '18%' };
  }
}

function groupOf(row) {
  return `${row.scenario}\n${row.connections} connections`;
}
