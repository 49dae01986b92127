#!/usr/bin/env node
// Counts the system calls of a gateway for one card query and for a list of 50. Unlike times, they are the same on every machine.
//
//   node system-calls.mjs PROGRAM FOLDER
//
// PROGRAM is the gateway's PartnerApi.dll. FOLDER must not exist; it gets a sandbox and the trace. Prints the counts, then `N passed, N failed`. Exits with 1
// if they are not the expected ones. Needs strace and taskset, and no privileges.

import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bodyOf, card, cardsOf50 } from './lib/scenarios.mjs';
import { Gateway } from './lib/servers.mjs';

/**
 * The fewest and the most calls for one request. A response is one write to the socket. Whether a read finds the next request already there depends on the
 * machine, so there are one or two. The record of a request is one write and one flush. SQLite takes and releases the lock of a snapshot with fcntl.
 */
const EXPECTED = { sendto: [1, 1], recvfrom: [1, 2], pwrite64: [1, 1], fsync: [1, 1], fcntl: [2, 2] };

// All that use a file, a socket, or random bytes, but not those that wait or map memory, whose number depends on the machine.
const TRACED = '%network,%file,%desc,getrandom';
const IGNORED = new Set(['epoll_wait', 'epoll_pwait', 'poll', 'ppoll', 'mmap']);

const WARM_UP = 300;
const REQUESTS = 5;

/** Timers and the runtime's compiler make calls too, but not in each of so many short rounds. A call that requests make is in all of them. */
const MOST_ROUNDS = 40;

/** The response arrives before strace has written the line of the call that sent it. */
const TRACE_MILLISECONDS = 100;

const [program, folder] = process.argv.slice(2);
if (!program || !folder) {
  console.error('usage: node system-calls.mjs PROGRAM FOLDER   (the gateway\'s PartnerApi.dll, and a new folder for its sandbox)');
  process.exit(2);
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
mkdirSync(folder);
const trace = join(folder, 'trace');
const gateway = new Gateway(join(folder, 'data'), { build: program, settings: { Sandbox__Cards: '2000', Statistics__ReleaseAutomatically: 'false' } });

// With -D, the started process becomes the gateway, and strace is another one.
gateway.command = ['strace', '-D', '-f', '--seccomp-bpf', '-qqq', '-e', 'signal=none', '-e', `trace=${TRACED}`, '-o', trace, ...gateway.command];
let passed = 0;
let failed = 0;
await gateway.start();
for (const scenario of [card, cardsOf50]) {
  if (await check(scenario)) passed++;
  else failed++;
}
await gateway.stop();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

async function check(scenario) {
  const token = await gateway.token(scenario.client);
  const body = bodyOf(scenario, Array.from({ length: scenario.cards }, (_, index) => numberOf(1_000 + index)));
  await send(scenario, token, body, WARM_UP);
  let counts;
  let isExpected = false;
  for (let round = 0; round < MOST_ROUNDS && !isExpected; round++) {
    await traceIsWritten();
    const from = statSync(trace).size;
    await send(scenario, token, body, REQUESTS);
    await traceIsWritten();
    counts = countsOf(readFileSync(trace).subarray(from).toString('latin1'));
    isExpected = counts.every(({ name, count }) => isIn(EXPECTED[name] ?? [0, 0], count));
  }
  const text = counts.map(({ name, count }) => `${name} ${count}`).join(', ');
  console.log(`${isExpected ? 'ok' : 'FAILED'}  system calls for each request of '${scenario.name}': ${text}`);
  return isExpected;
}

function isIn([fewest, most], count) {
  return count >= fewest && count <= most;
}

// A call during which another thread makes one has a second line, '<... name resumed>', which is not counted.
function countsOf(lines) {
  const calls = [...lines.matchAll(/^\d+ +(\w+)\(/gm)].map(([, name]) => name).filter((name) => !IGNORED.has(name));
  const names = new Set([...Object.keys(EXPECTED), ...calls]);
  return [...names].map((name) => ({ name, count: calls.filter((call) => call === name).length / REQUESTS }));
}

async function send(scenario, token, body, times) {
  for (let sent = 0; sent < times; sent++) {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await (await fetch(`${gateway.base}/graphql`, { method: 'POST', headers, body })).text();
    if (!response.startsWith(scenario.opening)) throw new Error(`unexpected response: ${response.slice(0, 300)}`);
  }
}

function traceIsWritten() {
  return new Promise((resolve) => setTimeout(resolve, TRACE_MILLISECONDS));
}

/** The card number of a payload: 14 digits and the two check digits of ISO 7064 MOD 97-10. */
function numberOf(payload) {
  const digits = String(payload).padStart(14, '0');
  return digits + String(98 - Number((BigInt(digits) * 100n) % 97n)).padStart(2, '0');
}
