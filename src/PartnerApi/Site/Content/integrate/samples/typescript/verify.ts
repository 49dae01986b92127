// Verifies a card while a customer opens an account, and keeps evidence of the check.
//
//   node verify.ts "0000 0000 0000 0195" application-4711
import { createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { PartnerApi, PartnerApiError } from './partner-api.ts';

const VERIFY = `
  query($number: CardNumber!, $purpose: Purpose!, $nonce: String!) {
    card(number: $number, purpose: $purpose) { valid subject receipt(nonce: $nonce) { jws } }
  }`;

interface Card {
  valid: boolean;
  subject: string | null;
  receipt: { jws: string };
}

const [number, nonce, ...others] = process.argv.slice(2);
if (!number || !nonce || others.length > 0) {
  console.error('usage: node verify.ts CARD-NUMBER CASE-NUMBER');
  process.exit(2);
}
const api = new PartnerApi('harbor-bank');
const purpose = 'ACCOUNT_OPENING';
try {
  const { card } = await api.execute<{ card: Card }>(VERIFY, { number, purpose, nonce });
  const { valid, subject: sub, receipt } = card;
  const keySet = await api.read('disclosures/keys', 'keys');
  const claims = receiptClaims(receipt.jws, keySet.keys);

  // A genuine receipt can still be that of another partner, purpose, or case.
  const expected = { iss: await api.issuer(), aud: api.partner, purpose, nonce, valid, sub };
  for (const [name, value] of Object.entries(expected)) {
    if ((claims[name] ?? null) !== value) throw new Error(`The receipt has another ${name}.`);
  }

  // Keep both files with the application. Anyone can verify them later, without the gateway.
  writeFileSync('receipt.jws', receipt.jws);
  writeFileSync('keys.json', JSON.stringify(keySet));
  console.log(valid ? `The card is valid. Subject: ${sub}` : 'The card is not valid.');
  console.log('Stored the receipt and its keys: receipt.jws, keys.json');
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
