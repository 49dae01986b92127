// The comparison: the gateway in full against the limit, both asked about random cards in turns. Started by run.sh.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawChart } from './lib/chart.mjs';
import { prepareData } from './lib/data.mjs';
import { load } from './lib/load.mjs';
import { readOptions } from './lib/options.mjs';
import { build, Gateway, Limit } from './lib/servers.mjs';
import { describeMachine, inMarkdown, summarize } from './lib/report.mjs';
import { checkSameAnswers } from './lib/same.mjs';

const options = readOptions();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130)); // which ends the servers
const scenarios = options.connections.flatMap((connections) => [
  { name: 'card', cards: 1, connections },
  { name: 'cards of 50', cards: 50, connections },
]);

build();
const data = await prepareData(options);
const servers = [new Limit(data.folder), new Gateway(data.folder)];
try {
  for (const server of servers) await server.start();
  const valid = await checkSameAnswers(servers, data.numbers, 200);
  console.error(`both servers answer the same for 200 cards, of which ${valid} are valid`);

  const runs = [];
  for (const scenario of scenarios) {
    for (const server of servers) await load(server, scenario, data.numbers, options.warmUp);
    for (let repetition = 1; repetition <= options.repetitions; repetition++) {
      // In turns, so that whatever else the machine does meets both alike.
      for (const server of servers) {
        const figures = await load(server, scenario, data.numbers, options.seconds);
        runs.push({ scenario: scenario.name, connections: scenario.connections, server: server.name, repetition, ...figures });
        console.error(`${scenario.name}, ${scenario.connections} connections, ${server.name}, ${repetition}: ${Math.round(figures.perSecond)} a second`);
      }
    }
  }
  write(runs);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  for (const server of servers) await server.stop();
  data.remove();
}

function write(runs) {
  const machine = describeMachine();
  const rows = summarize(runs);
  const { cards, repetitions, seconds, out } = options;
  const table = inMarkdown(rows, { machine, cards, repetitions, seconds });
  console.log(table);
  const chart = drawChart(rows);
  if (!out) return;
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'results.json'), `${JSON.stringify({ machine, cards, repetitions, seconds, rows, runs }, null, 1)}\n`);
  writeFileSync(join(out, 'results.md'), table);
  writeFileSync(join(out, 'results.svg'), chart);
}
