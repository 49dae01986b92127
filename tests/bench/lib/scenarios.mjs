// What is asked. A scenario is a name, a client of the sandbox, the body of a request and how its answers begin; in the body @cards@ stands for
// `cards` numbers drawn at random, with `","` between them, and @key@ for 32 random digits. `everywhere`: not the gateway alone answers it.

const CARD = 'query($number:CardNumber!){card(number:$number,purpose:ACCOUNT_OPENING){valid expiresOn}}';
const CARDS = 'query($numbers:[CardNumber!]!){cards(numbers:$numbers,purpose:ACCOUNT_OPENING){valid expiresOn}}';

export const card = {
  name: 'card',
  client: 'harbor-bank',
  cards: 1,
  body: `{"query":"${CARD}","variables":{"number":"@cards@"}}`,
  opening: '{"data":{"card":{"valid":',
  everywhere: true,
};

export const cardsOf50 = {
  name: 'cards of 50',
  client: 'harbor-bank',
  cards: 50,
  body: `{"query":"${CARDS}","variables":{"numbers":["@cards@"]}}`,
  opening: '{"data":{"cards":[{"valid":',
  everywhere: true,
};

const REDEEM =
  'mutation($number:CardNumber!,$key:String!){redeemBenefit(input:{card:$number,purpose:MEMBERSHIP,benefit:\\"river-museum-membership\\",idempotencyKey:$key}){redeemed reason}}';

/** Each with a key of its own: the first about an eligible card has its effect, all others are refused. */
export const redemption = {
  name: 'redemption',
  client: 'river-museum',
  cards: 1,
  body: `{"query":"${REDEEM}","variables":{"number":"@cards@","key":"@key@"}}`,
  opening: '{"data":{"redeemBenefit":{"redeemed":',
  everywhere: false,
};

export const SCENARIOS = [card, cardsOf50, redemption];

/** A request's body about these numbers. */
export function bodyOf(scenario, numbers) {
  return scenario.body.replace('@cards@', numbers.join('","'));
}
