import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';

const CARD = 'query($number:CardNumber!){card(number:$number,purpose:ACCOUNT_OPENING){valid expiresOn}}';
const CARDS = 'query($numbers:[CardNumber!]!){cards(numbers:$numbers,purpose:ACCOUNT_OPENING){valid expiresOn}}';

/** Throws unless both servers give the same answers about `count` cards, one by one and in lists of 50. Returns how many of the cards are valid. */
export async function checkSameAnswers([one, other], numbersFile, count) {
  const numbers = drawn(numbersFile, count);
  let valid = 0;
  const compare = async (query, variables) => {
    const [left, right] = [await ask(one, query, variables), await ask(other, query, variables)];
    if (left.errors || right.errors || !isDeepStrictEqual(left, right)) {
      throw new Error(`not the same answers:\n${one.name}: ${JSON.stringify(left)}\n${other.name}: ${JSON.stringify(right)}`);
    }
    return left.data;
  };
  for (const number of numbers) valid += (await compare(CARD, { number })).card.valid;
  for (let i = 0; i < numbers.length; i += 50) await compare(CARDS, { numbers: numbers.slice(i, i + 50) });
  if (valid === 0) throw new Error('none of the cards is valid: the comparison would show nothing');
  return valid;
}

async function ask(server, query, variables) {
  const response = await fetch(`${server.base}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await server.token()}` },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}

/** Spread evenly over the file: exports are in the order of enrollment, and the oldest cards are all expired. */
function drawn(file, count) {
  const lines = readFileSync(file, 'latin1').trimEnd().split('\n');
  return Array.from({ length: count }, (_, index) => lines[Math.floor((index * lines.length) / count)]);
}
