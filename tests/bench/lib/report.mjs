import { readFileSync } from 'node:fs';
import { arch, cpus, totalmem } from 'node:os';

const FIGURES = ['perSecond', 'p50', 'p99', 'cpu', 'database', 'anonymous', 'rss', 'generator'];

export function describeMachine() {
  const os = /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
  return `${cpus()[0].model} (${cpus().length} cores, ${arch()}), ${Math.round(totalmem() / 2 ** 30)} GiB, ${os}`;
}

/**
 * One row for each scenario, number of connections, and server, with the median of each figure over the repetitions. Ratios to the limit and to the gateway
 * are computed within each repetition, when a shared machine was in the same state for both, and the row has their median.
 */
export function summarize(runs) {
  return groups(runs, (run) => `${scenarioOf(run)}/${run.server}`).map((group) => {
    const { scenario, connections, server } = group[0];
    const medians = Object.fromEntries(FIGURES.map((figure) => [figure, median(group.map((run) => run[figure]))]));
    const toLimit = pairsOf(group, runs, 'limit');
    const ofLimit = medianRatio(toLimit, (run, limit) => run.perSecond / limit.perSecond);
    const ofGateway = medianRatio(pairsOf(group, runs, 'gateway'), (run, gateway) => run.perSecond / gateway.perSecond);
    const cpuRatio = medianRatio(toLimit, (run, limit) => limit.cpu / run.cpu);
    return { scenario, connections, server, ...medians, ofLimit, ofGateway, cpuRatio };
  });
}

/**
 * The changes since the build `before`, one row for each scenario and number of connections, or none without that build. The two builds run one after the
 * other, so each repetition is a pair. A row has the median, minimum, and maximum of the pairs' ratios, and the median change and ratio of CPU time per request.
 */
export function sinceBefore(runs) {
  const changes = [];
  for (const group of groups(runs.filter((run) => run.server === 'gateway'), scenarioOf)) {
    const pairs = pairsOf(group, runs, 'before');
    if (pairs.length === 0) continue;
    const ratios = pairs.map(([run, before]) => run.perSecond / before.perSecond);
    const { scenario, connections } = group[0];
    changes.push({
      scenario,
      connections,
      ratio: median(ratios),
      least: Math.min(...ratios),
      most: Math.max(...ratios),
      cpu: median(pairs.map(([run, before]) => run.cpu - before.cpu)),
      cpuRatio: median(pairs.map(([run, before]) => run.cpu / before.cpu)),
    });
  }
  return changes;
}

/** The tables of results.md. */
export function inMarkdown(rows, changes, { machine, cards, repetitions, seconds }) {
  const header = ['request', 'connections', 'server', 'requests/s', 'of limit', 'of gateway', 'CPU us/request', 'PostgreSQL CPU us', 'CPU ratio', 'p50 ms', 'p99 ms', 'own MiB', 'peak MiB', 'wrk busy'];
  const lines = rows.map((row) => [
    row.scenario,
    row.connections,
    row.server,
    Math.round(row.perSecond),
    ratio(row.ofLimit),
    ratio(row.ofGateway),
    row.cpu.toFixed(1),
    row.database ? row.database.toFixed(1) : '',
    ratio(row.cpuRatio),
    (row.p50 / 1000).toFixed(2),
    (row.p99 / 1000).toFixed(2),
    Math.round(row.anonymous),
    Math.round(row.rss),
    `${Math.round(row.generator * 100)} %`,
  ]);
  const head = `Medians of ${repetitions} interleaved runs of ${seconds} s, and of the ratios within each. ${cards} cards. One core for the server, one for wrk.\n${machine}`;
  return `${[head, tableOf(header, lines, [0, 2]), ...sinceBeforeInMarkdown(changes)].join('\n\n')}\n`;
}

function sinceBeforeInMarkdown(changes) {
  if (changes.length === 0) return [];
  const header = ['request', 'connections', 'requests/s, of before', 'least', 'most', 'CPU us/request, more than before', 'CPU, of before'];
  const lines = changes.map((change) => [
    change.scenario,
    change.connections,
    ratio(change.ratio),
    ratio(change.least),
    ratio(change.most),
    change.cpu.toFixed(1),
    ratio(change.cpuRatio),
  ]);
  return ['The gateway compared with the earlier gateway, by pairs of runs:', tableOf(header, lines, [0])];
}

function tableOf(header, lines, words) {
  const alignment = header.map((_, column) => (words.includes(column) ? '---' : '--:'));
  return [header, alignment, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function ratio(value) {
  return value?.toFixed(2) ?? '';
}

function scenarioOf({ scenario, connections }) {
  return `${scenario}/${connections}`;
}

/** Pairs each run with another server's run of the same scenario in the same repetition. */
function pairsOf(group, runs, server) {
  const others = runs.filter((run) => run.server === server && scenarioOf(run) === scenarioOf(group[0]));
  return group.flatMap((run) => others.filter((other) => other.repetition === run.repetition).map((other) => [run, other]));
}

function medianRatio(pairs, ratioOf) {
  return pairs.length === 0 ? undefined : median(pairs.map(([run, other]) => ratioOf(run, other)));
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function groups(items, keyOf) {
  const found = new Map();
  for (const item of items) found.set(keyOf(item), [...(found.get(keyOf(item)) ?? []), item]);
  return [...found.values()];
}
