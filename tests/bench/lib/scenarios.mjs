// The measured requests. A scenario has a name, a client of the sandbox, a request body, and the expected beginning of responses. In the body, @cards@ is
// replaced by `cards` random numbers joined with `","`, and @key@ by 32 random digits. `everywhere`: all servers support it, not only the gateway.

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

/** Each request has a new key. Only the first for an eligible card redeems the benefit. All others are refused. */
export const redemption = {
  name: 'redemption',
  client: 'river-museum',
  cards: 1,
  body: `{"query":"${REDEEM}","variables":{"number":"@cards@","key":"@key@"}}`,
  opening: '{"data":{"redeemBenefit":{"redeemed":',
  everywhere: false,
};

export const SCENARIOS = [card, cardsOf50, redemption];

/** The request body with these numbers. */
export function bodyOf(scenario, numbers) {
  return scenario.body.replace('@cards@', numbers.join('","'));
}
