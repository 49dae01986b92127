import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { LOAD_CORE } from './processes.mjs';

const SCRIPT = fileURLToPath(new URL('../wrk/ask.lua', import.meta.url));

/**
 * Sends load to one server for some seconds, waits until it is idle again, and returns the figures.
 * perSecond: answered requests; p50, p99: latency in microseconds; cpu: CPU microseconds per request; database: those of its PostgreSQL server, if it has
 * one; anonymous: memory after the run in MiB; rss: peak resident memory so far in MiB; generator: wrk's share of its core (near 1, wrk is the bottleneck and
 * not the server).
 */
export async function load(server, scenario, connections, numbersFile, seconds) {
  const token = await server.token(scenario.client);
  const before = server.cpuMicroseconds();
  const databaseBefore = server.database?.cpuMicroseconds() ?? 0;
  const { text, cpu } = await wrk(server, token, scenario, connections, seconds, numbersFile);
  const spent = server.cpuMicroseconds() - before;
  const databaseSpent = (server.database?.cpuMicroseconds() ?? 0) - databaseBefore;
  await server.settle();
  const line = text.split('\n').find((candidate) => candidate.startsWith('{'));
  if (!line) throw new Error(`wrk printed no result: ${text}`);
  const seen = JSON.parse(line);
  if (seen.wrong || seen.broken) {
    throw new Error(`${server.name}: ${seen.wrong} unexpected responses, ${seen.broken} broken connections; first response: ${seen.example}`);
  }
  return {
    perSecond: seen.requests / seen.seconds,
    p50: seen.p50,
    p99: seen.p99,
    cpu: spent / seen.requests,
    database: databaseSpent / seen.requests,
    anonymous: server.anonymousMebibytes(),
    rss: server.peakMebibytes(),
    generator: cpu / seen.seconds,
  };
}

/** Runs wrk on its own core. Its CPU time, in seconds, is from the shell's `times`. */
function wrk(server, token, { body, cards, opening }, connections, seconds, numbersFile) {
  const parts = ['wrk', '-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '-s', SCRIPT, `${server.base}/graphql`, '--', numbersFile, cards];
  const child = spawn('bash', ['-c', 'taskset -c "$0" "$@" || exit; times', LOAD_CORE, ...parts.map(String)], {
    env: { ...process.env, TOKEN: token, BODY: body, OPENING: opening, LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve({ text, cpu: childSeconds(text) }) : reject(new Error(`wrk exited with ${code}`))));
  });
}

/** The second line of `times`: user and system time of the children, such as `0m1.192s 0m1.103s`. */
function childSeconds(text) {
  const last = text.trimEnd().split('\n').at(-1);
  return [...last.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, minutes, seconds]) => sum + 60 * minutes + Number(seconds), 0);
}
