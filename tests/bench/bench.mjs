// Compares the complete gateway with the limit, other GraphQL servers, and an earlier gateway, with interleaved runs on random cards. Started by run.sh.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawChart } from './lib/chart.mjs';
import { prepareData } from './lib/data.mjs';
import { load } from './lib/load.mjs';
import { readOptions } from './lib/options.mjs';
import { PostgreSql } from './lib/postgresql.mjs';
import { describeMachine, inMarkdown, sinceBefore, summarize } from './lib/report.mjs';
import { checkGates, checkSameAnswers } from './lib/same.mjs';
import { SCENARIOS } from './lib/scenarios.mjs';
import { build, Gateway, GATEWAY, gatewayCommand, Limit, Other, OTHERS } from './lib/servers.mjs';

const options = readOptions();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130)); // exiting stops the servers

build();
const data = await prepareData(options);
const postgreSql = options.servers.includes('postgresql') ? new PostgreSql() : undefined;
const servers = [];
const warmed = new Set(); // servers that have compiled their code
try {
  servers.push(...(await chooseServers()));
  for (const server of servers) await server.start();
  await checkGates(servers, data.numbers);
  const valid = await checkSameAnswers(servers, data.numbers, 200);
  console.error(`${servers.map((server) => server.name).join(', ')} give the same answers for 200 cards, of which ${valid} are valid`);

  const runs = [];
  for (const connections of options.connections) {
    for (const scenario of SCENARIOS.filter(({ name }) => options.scenarios.includes(name))) runs.push(...(await measure(scenario, connections)));
  }
  write(runs);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  for (const server of servers) await server.stop();
  await postgreSql?.stop();
  data.remove();
}

/** The gateway is first, because the others use its tokens. */
async function chooseServers() {
  const gateway = new Gateway(data.folder);
  const chosen = [gateway];
  if (options.before) chosen.push(new Gateway(data.before, { name: 'before', build: options.before }));
  if (postgreSql) chosen.push(new Gateway(data.folder, { name: 'postgresql', settings: await copyTo(postgreSql), database: postgreSql }));
  if (options.servers.includes('limit')) chosen.push(new Limit(data.folder));
  for (const name of Object.keys(OTHERS)) if (options.servers.includes(name)) chosen.push(new Other(name, data.folder, gateway));
  return chosen;
}

/** Copies the database to a new server. Returns the settings of a gateway on it. */
async function copyTo(server) {
  await server.start();
  const settings = { Storage__PostgreSql: server.connection };
  console.error('copying the database to PostgreSQL');
  gatewayCommand(GATEWAY, ['storage', 'copy', '--data', data.folder], { settings });
  return settings;
}

/** Runs the servers alternately, forward and backward, so that other load on the machine and the preceding server affect them equally. */
async function measure(scenario, connections) {
  const measured = servers.filter((server) => server.supports(scenario));
  const runs = [];
  for (const server of measured) {
    const seconds = warmed.has(server) ? options.warmUpAgain : options.warmUp;
    if (seconds > 0) await load(server, scenario, connections, data.numbers, seconds);
    warmed.add(server);
  }
  for (let repetition = 1; repetition <= options.repetitions; repetition++) {
    for (const server of repetition % 2 ? measured : [...measured].reverse()) {
      const figures = await load(server, scenario, connections, data.numbers, options.seconds);
      runs.push({ scenario: scenario.name, connections, server: server.name, repetition, ...figures });
      console.error(`${scenario.name}, ${connections} connections, ${server.name}, ${repetition}: ${Math.round(figures.perSecond)} requests/s`);
    }
  }
  return runs;
}

function write(runs) {
  const rows = summarize(runs);
  const changes = sinceBefore(runs);
  const { cards, repetitions, seconds, out, mostCpu } = options;
  const about = { machine: describeMachine(), cards, repetitions, seconds };
  const table = inMarkdown(rows, changes, about);
  console.log(table);
  if (mostCpu) failAbove(mostCpu, changes);
  const chart = drawChart(rows);
  if (!out) return;
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'results.json'), `${JSON.stringify({ ...about, rows, changes, runs }, null, 1)}\n`);
  writeFileSync(join(out, 'results.md'), table);
  writeFileSync(join(out, 'results.svg'), chart);
}

function failAbove(percent, changes) {
  if (changes.length === 0) throw new Error('--most-cpu: none of the requests was measured with the earlier gateway');
  for (const { scenario, connections, cpuRatio } of changes.filter((change) => change.cpuRatio > 1 + percent / 100)) {
    console.error(`${scenario}, ${connections} connections: ${((cpuRatio - 1) * 100).toFixed(1)} % more CPU time than before, and ${percent} % are allowed`);
    process.exitCode = 1;
  }
}
