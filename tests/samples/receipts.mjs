// Receipts that a proxy changes on their way to a sample.

import { generateKeyPairSync, sign } from 'node:crypto';

/** A value of each claim that a sample compares, from another check. */
const OTHERS = {
  iss: 'https://other.example/', aud: 'other-bank', purpose: 'MEMBERSHIP', nonce: 'case-0', valid: false, sub: 'another-subject',
};

/** The claims that a sample compares. */
export const CLAIMS = Object.keys(OTHERS);

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** The claims of a receipt, without a check of its signature. */
export const claimsOf = (jws) => JSON.parse(Buffer.from(jws.split('.')[1], 'base64url'));

/** A body in which the receipt is about another purpose, with the signature of the gateway's receipt. */
export function withChangedReceipt(path, body) {
  if (path !== '/graphql') return body;
  return withReceipt(body, ([header, payload, signature]) => `${header}.${encoded({ ...decoded(payload), purpose: OTHERS.purpose })}.${signature}`);
}

/** A body of a proxy that publishes a key of its own, with which it signs another value of the claim. */
export const withOtherClaim = (claim) => (path, body) => {
  if (path === '/disclosures/keys') return { keys: body.keys.map(({ kid }) => ({ ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'ES256' })) };
  if (path !== '/graphql') return body;
  return withReceipt(body, ([header, payload]) => {
    const input = `${header}.${encoded({ ...decoded(payload), [claim]: OTHERS[claim] })}`;
    return `${input}.${sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  });
};

function withReceipt(body, changed) {
  const { receipt } = body.data.card;
  receipt.jws = changed(receipt.jws.split('.'));
  return body;
}

const decoded = (part) => JSON.parse(Buffer.from(part, 'base64url'));
const encoded = (part) => Buffer.from(JSON.stringify(part)).toString('base64url');
