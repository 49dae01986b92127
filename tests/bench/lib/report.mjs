import { readFileSync } from 'node:fs';
import { arch, cpus, totalmem } from 'node:os';

const FIGURES = ['perSecond', 'p50', 'p99', 'cpu', 'rss', 'generator'];

export function describeMachine() {
  const os = /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
  return `${cpus()[0].model} (${cpus().length} cores, ${arch()}), ${Math.round(totalmem() / 2 ** 30)} GiB, ${os}`;
}

/** One row a scenario and server: the median of each figure over the repetitions, and its ratio to the limit's. */
export function summarize(runs) {
  const rows = [];
  for (const group of groups(runs, (run) => `${run.scenario}/${run.connections}/${run.server}`)) {
    const { scenario, connections, server } = group[0];
    const medians = Object.fromEntries(FIGURES.map((figure) => [figure, median(group.map((run) => run[figure]))]));
    rows.push({ scenario, connections, server, ...medians });
  }
  for (const row of rows) {
    const limit = rows.find((other) => other.server === 'limit' && other.scenario === row.scenario && other.connections === row.connections);
    row.ratio = row.perSecond / limit.perSecond;
    row.cpuRatio = limit.cpu / row.cpu;
  }
  return rows;
}

/** The table of results.md. */
export function inMarkdown(rows, { machine, cards, repetitions, seconds }) {
  const header = ['question', 'connections', 'server', 'questions/s', 'ratio', 'CPU us/question', 'CPU ratio', 'p50 ms', 'p99 ms', 'peak MiB', 'wrk busy'];
  const lines = rows.map((row) => [
    row.scenario,
    row.connections,
    row.server,
    Math.round(row.perSecond),
    row.ratio.toFixed(2),
    row.cpu.toFixed(1),
    row.cpuRatio.toFixed(2),
    (row.p50 / 1000).toFixed(2),
    (row.p99 / 1000).toFixed(2),
    Math.round(row.rss),
    `${Math.round(row.generator * 100)} %`,
  ]);
  const alignment = header.map((_, column) => (column === 0 || column === 2 ? '---' : '--:'));
  const table = [header, alignment, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  return `Medians of ${repetitions} interleaved runs of ${seconds} s; ${cards} cards; one core for the server, one for wrk.\n${machine}\n\n${table}\n`;
}

function median(values) {
  const sorted = values.toSorted ? values.toSorted((a, b) => a - b) : [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function groups(items, keyOf) {
  const found = new Map();
  for (const item of items) found.set(keyOf(item), [...(found.get(keyOf(item)) ?? []), item]);
  return found.values();
}
