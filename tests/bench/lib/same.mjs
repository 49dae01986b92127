import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { bodyOf, card, cardsOf50 } from './scenarios.mjs';

/** Throws unless all servers give the same answers about `count` cards, one by one and in lists of 50. Returns how many of the cards are valid. */
export async function checkSameAnswers(servers, numbersFile, count) {
  const numbers = drawn(numbersFile, count);
  const asked = [];
  for (const server of servers) asked.push({ server, token: await server.token(card.client) });
  let valid = 0;
  for (const number of numbers) valid += (await compare(asked, card, [number])).card.valid;
  for (let i = 0; i < numbers.length; i += 50) await compare(asked, cardsOf50, numbers.slice(i, i + 50));
  if (valid === 0) throw new Error('none of the cards is valid: the comparison would show nothing');
  return valid;
}

/** Throws unless every server that checks tokens answers nothing without one, and no field whose scope the token lacks. */
export async function checkGates(servers, numbersFile) {
  const numbers = drawn(numbersFile, 1);
  for (const server of servers) {
    if ((await server.token(card.client)) === '') continue;
    const without = (await post(server, 'no.such.token', card, numbers)).status;
    const lacking = await ask(server, await server.token(card.client, 'card:expiry'), card, numbers);
    const partly = await ask(server, await server.token(card.client, 'card:validity'), card, numbers);
    const kept =
      without === 401 &&
      codeOf(lacking) === 'FORBIDDEN' && lacking.data.card === null &&
      codeOf(partly) === 'FORBIDDEN' && partly.data.card.expiresOn === null && typeof partly.data.card.valid === 'boolean';
    if (!kept) throw new Error(`${server.name} does not keep its gates: ${JSON.stringify({ without, lacking, partly })}`);
  }
}

async function compare(asked, scenario, numbers) {
  let first;
  for (const { server, token } of asked) {
    const answer = await ask(server, token, scenario, numbers);
    first ??= answer;
    if (answer.errors || !isDeepStrictEqual(answer, first)) {
      throw new Error(`not the same answers:\n${asked[0].server.name}: ${JSON.stringify(first)}\n${server.name}: ${JSON.stringify(answer)}`);
    }
  }
  return first.data;
}

async function ask(server, token, scenario, numbers) {
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

/** Spread evenly over the file: exports are in the order of enrollment, and the oldest cards are all expired. */
function drawn(file, count) {
  const lines = readFileSync(file, 'latin1').trimEnd().split('\n');
  return Array.from({ length: count }, (_, index) => lines[Math.floor((index * lines.length) / count)]);
}
