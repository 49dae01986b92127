#!/usr/bin/env node
// Counts the system calls of a gateway for one card query and for a list of 50. Unlike times, they are the same on every machine.
//
//   node system-calls.mjs PROGRAM FOLDER
//
// PROGRAM is the gateway's PartnerApi.dll. FOLDER must not exist; it gets a sandbox and the trace. Prints the counts, then `N passed, N failed`. Exits with 1
// if they are not the expected ones. Needs strace, and no privileges.

import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { freePort, stopAtExit } from './lib/processes.mjs';
import { bodyOf, card, cardsOf50 } from './lib/scenarios.mjs';

/**
 * The fewest and the most calls for one request. A response is one write to the socket. Whether a read finds the next request already there depends on the
 * machine, so there are one or two. The record of a request is one write and one flush. SQLite takes and releases the lock of a snapshot with fcntl.
 */
const EXPECTED = { sendto: [1, 1], recvfrom: [1, 2], pwrite64: [1, 1], fsync: [1, 1], fcntl: [2, 2] };

// All that use a file, a socket, or random bytes, but not those that wait or map memory, whose number depends on the machine.
const TRACED = '%network,%file,%desc,getrandom';
const IGNORED = new Set(['epoll_wait', 'epoll_pwait', 'poll', 'ppoll', 'mmap']);

const SETTINGS = {
  ASPNETCORE_ENVIRONMENT: 'Development',
  Sandbox__Cards: '2000',
  Statistics__ReleaseAutomatically: 'false',
  Quotas__CardsPerHour: '1000000000',
  Quotas__CardsPerDay: '1000000000',
  Quotas__RequestsPerSecond: '1000000',
};

const WARM_UP = 300;
const REQUESTS = 5;

/** Timers and the runtime's compiler make calls too, but not in each of so many short rounds. A call that requests make is in all of them. */
const MOST_ROUNDS = 40;
const READY_AFTER_SECONDS = 300;

/** The response arrives before strace has written the line of the call that sent it. */
const TRACE_MILLISECONDS = 100;

const [program, folder] = process.argv.slice(2);
if (!program || !folder) {
  console.error('usage: node system-calls.mjs PROGRAM FOLDER   (the gateway\'s PartnerApi.dll, and a new folder for its sandbox)');
  process.exit(2);
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
const trace = join(folder, 'trace');
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let passed = 0;
let failed = 0;

const base = await start();
for (const scenario of [card, cardsOf50]) {
  const token = await tokenOf(scenario.client);
  const body = bodyOf(scenario, Array.from({ length: scenario.cards }, (_, index) => numberOf(1_000 + index)));
  await send(scenario, token, body, WARM_UP);
  await check(scenario, token, body);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

async function start() {
  mkdirSync(folder);
  const address = `http://127.0.0.1:${await freePort()}`;
  const command = ['dotnet', program, 'serve', '--urls', address, '--data', join(folder, 'data')];

  // With -D, this process is the gateway, and strace is the process beside it.
  const gateway = spawn('strace', ['-D', '-f', '--seccomp-bpf', '-qqq', '-e', 'signal=none', '-e', `trace=${TRACED}`, '-o', trace, ...command], {
    env: { ...process.env, ...SETTINGS },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  stopAtExit(gateway, 'SIGTERM');
  for (let second = 0; second < READY_AFTER_SECONDS; second += 0.1) {
    if ((await fetch(`${address}/health/ready`).catch(() => undefined))?.ok) return address;
    if (gateway.exitCode !== null || gateway.signalCode !== null) throw new Error(`the gateway exited with ${gateway.exitCode ?? gateway.signalCode}`);
    await sleep(100);
  }
  throw new Error(`the gateway was not ready within ${READY_AFTER_SECONDS} seconds`);
}

async function tokenOf(client) {
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: client, client_secret: 'sandbox' });
  return (await (await fetch(`${base}/connect/token`, { method: 'POST', body })).json()).access_token;
}

async function check(scenario, token, body) {
  let counts;
  let faults;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    await sleep(TRACE_MILLISECONDS);
    const from = statSync(trace).size;
    await send(scenario, token, body, REQUESTS);
    await sleep(TRACE_MILLISECONDS);
    counts = countsOf(readFileSync(trace).subarray(from).toString('latin1'));
    faults = counts.filter(([name, count]) => !isExpected(count, EXPECTED[name] ?? [0, 0]));
    if (faults.length === 0) break;
  }
  if (faults.length === 0) passed++;
  else failed++;
  console.log(`${faults.length === 0 ? 'ok' : 'FAILED'}  system calls for each request of '${scenario.name}': ${textOf(counts)}`);
}

function isExpected(count, [fewest, most]) {
  return count >= fewest && count <= most;
}

function textOf(counts) {
  return counts.map(([name, count]) => `${name} ${count}`).join(', ');
}

// A call during which another thread makes one has a second line, '<... name resumed>', which is not counted.
function countsOf(lines) {
  const counts = Object.fromEntries(Object.keys(EXPECTED).map((name) => [name, 0]));
  for (const [, name] of lines.matchAll(/^\d+ +(\w+)\(/gm)) {
    if (!IGNORED.has(name)) counts[name] = (counts[name] ?? 0) + 1;
  }
  return Object.entries(counts).map(([name, count]) => [name, count / REQUESTS]);
}

function sleep(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function send(scenario, token, body, times) {
  for (let sent = 0; sent < times; sent++) {
    const response = await post(token, body);
    if (!response.startsWith(scenario.opening)) throw new Error(`unexpected response: ${response.slice(0, 300)}`);
  }
}

function post(token, body) {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request(`${base}/graphql`, { method: 'POST', agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => { text += chunk; });
      response.on('end', () => resolve(text));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The card number of a payload: 14 digits and the two check digits of ISO 7064 MOD 97-10. */
function numberOf(payload) {
  const digits = String(payload).padStart(14, '0');
  return digits + String(98 - Number((BigInt(digits) * 100n) % 97n)).padStart(2, '0');
}
