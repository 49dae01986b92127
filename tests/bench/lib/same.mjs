import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { bodyOf, card, cardsOf50 } from './scenarios.mjs';

/** Throws unless all servers give the same answers for `count` cards, one by one and in lists of 50. Returns the number of valid cards. */
export async function checkSameAnswers(servers, numbersFile, count) {
  const numbers = sample(numbersFile, count);
  const targets = [];
  for (const server of servers) targets.push({ server, token: await server.token(card.client) });
  let valid = 0;
  for (const number of numbers) valid += (await compare(targets, card, [number])).card.valid;
  for (let i = 0; i < numbers.length; i += 50) await compare(targets, cardsOf50, numbers.slice(i, i + 50));
  if (valid === 0) throw new Error('no card is valid, so the comparison would be meaningless');
  return valid;
}

/** Throws unless every server that checks tokens rejects requests without one, and refuses fields whose scopes the token lacks. */
export async function checkGates(servers, numbersFile) {
  const numbers = sample(numbersFile, 1);
  for (const server of servers) {
    if ((await server.token(card.client)) === '') continue;
    const without = (await post(server, 'no.such.token', card, numbers)).status;
    const lacking = await send(server, await server.token(card.client, 'card:expiry'), card, numbers);
    const partly = await send(server, await server.token(card.client, 'card:validity'), card, numbers);
    const refused =
      without === 401 &&
      codeOf(lacking) === 'FORBIDDEN' && lacking.data.card === null &&
      codeOf(partly) === 'FORBIDDEN' && partly.data.card.expiresOn === null && typeof partly.data.card.valid === 'boolean';
    if (!refused) throw new Error(`${server.name} does not enforce tokens and scopes: ${JSON.stringify({ without, lacking, partly })}`);
  }
}

async function compare(targets, scenario, numbers) {
  let first;
  for (const { server, token } of targets) {
    const answer = await send(server, token, scenario, numbers);
    first ??= answer;
    if (answer.errors || !isDeepStrictEqual(answer, first)) {
      throw new Error(`different answers:\n${targets[0].server.name}: ${JSON.stringify(first)}\n${server.name}: ${JSON.stringify(answer)}`);
    }
  }
  return first.data;
}

async function send(server, token, scenario, numbers) {
  return (await post(server, token, scenario, numbers)).json();
}

function post(server, token, scenario, numbers) {
  return fetch(`${server.base}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: bodyOf(scenario, numbers),
  });
}

function codeOf(answer) {
  return answer.errors?.[0].extensions?.code;
}

/** Takes numbers evenly from the file, because exports are in the order of enrollment and the oldest cards are all expired. */
function sample(file, count) {
  const lines = readFileSync(file, 'latin1').trimEnd().split('\n');
  return Array.from({ length: count }, (_, index) => lines[Math.floor((index * lines.length) / count)]);
}
