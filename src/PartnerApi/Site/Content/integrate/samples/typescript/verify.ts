// Verifies a card while a customer opens an account, and keeps evidence of the check.
//
//   node verify.ts "0000 0000 0000 0195" application-4711
import { createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import { PartnerApi, PartnerApiError } from './partner-api.ts';

const VERIFY = `
  query($number: CardNumber!, $nonce: String!) {
    card(number: $number, purpose: ACCOUNT_OPENING) {
      valid expiresOn subject receipt(nonce: $nonce) { jws }
    }
  }`;

interface Card {
  valid: boolean;
  expiresOn: string | null;
  subject: string | null;
  receipt: { jws: string };
}

const [number, caseNumber] = process.argv.slice(2);
const api = new PartnerApi('harbor-bank');
try {
  const { card } = await api.execute<{ card: Card }>(VERIFY, { number, nonce: caseNumber });
  const { valid, expiresOn, subject, receipt } = card;
  console.log(valid ? `Valid until ${expiresOn}. Subject: ${subject}` : 'The card is not valid.');

  // Store the receipt with the application. With the keys, anyone can verify it later,
  // without the gateway.
  console.log(`Receipt: ${receipt.jws}`);
  const { keys } = await api.read('disclosures/keys');
  const claims = receiptClaims(receipt.jws, keys);
  if (claims.nonce !== caseNumber || claims.valid !== valid) {
    throw new Error('The receipt is about another check.');
  }
  console.log(`The receipt is genuine: ${JSON.stringify(claims)}`);
} catch (error) {
  if (!(error instanceof PartnerApiError)) throw error;

  // An error is not an answer: never treat it as a card that is not valid.
  const isMistyped = error.code === 'CARD_NUMBER_MALFORMED';
  console.error(isMistyped ? 'The number contains a typing error. Read it again.' : error.message);
  process.exitCode = 1;
}

/** Verifies the signature of a receipt, a compact JWS, and returns its claims. */
function receiptClaims(jws: string, keys: JsonWebKey[]): Record<string, unknown> {
  const [header, payload, signature] = jws.split('.') as [string, string, string];
  const { alg, typ, kid } = JSON.parse(Buffer.from(header, 'base64url').toString());
  const jwk = keys.find((key) => key.kid === kid);
  if (alg !== 'ES256' || typ !== 'card-receipt+jwt' || !jwk) {
    throw new Error('This is no receipt of the gateway.');
  }
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const isGenuine = verify('sha256', Buffer.from(`${header}.${payload}`),
    { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
  if (!isGenuine) throw new Error('The receipt is not genuine.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString());
}
