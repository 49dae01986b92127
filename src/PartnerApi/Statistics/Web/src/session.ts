// Signing in: authorization code with PKCE (RFC 7636) at the gateway's own issuer. The token lives in this tab's session storage and nowhere else.

import type { Filter } from './contract';

const client = 'statistics-pages';
const keys = { token: 'token', expires: 'expires', verifier: 'verifier', state: 'state', filter: 'filter' };

/** The address of these pages as the issuer knows it; codes are sent nowhere else. */
const issuer = document.querySelector<HTMLMetaElement>('meta[name="issuer"]')?.content ?? '';
const home = `${issuer}statistics/`;

/** Why a sign-in came back without a token, in a sentence for the person. */
export class SignInProblem extends Error {}

/** The token, while it is good. */
export function token(): string | null {
  return Number(sessionStorage.getItem(keys.expires)) > Date.now() ? sessionStorage.getItem(keys.token) : null;
}

/** Forgets a token that is no longer good; what the person was looking at stays. */
export function expire(): void {
  sessionStorage.removeItem(keys.token);
  sessionStorage.removeItem(keys.expires);
}

/** What the person was looking at before signing in again. */
export const lastFilter = (): Filter | null => JSON.parse(sessionStorage.getItem(keys.filter) ?? 'null') as Filter | null;

/** Remembers it. */
export const keepFilter = (filter: Filter): void => sessionStorage.setItem(keys.filter, JSON.stringify(filter));

/** Forgets everything. There is nothing else to end: the gateway keeps no session. */
export function signOut(): void {
  for (const key of Object.values(keys)) sessionStorage.removeItem(key);
}

/** Leaves for the sign-in page; or for home first, when the pages were opened under another name of the same gateway. */
export async function signIn(): Promise<void> {
  if (new URL('.', location.href).href !== home) {
    location.assign(home);
    return;
  }
  const [verifier, state] = [random(), random()];
  sessionStorage.setItem(keys.verifier, verifier);
  sessionStorage.setItem(keys.state, state);
  const challenge = base64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
  location.assign(`../connect/authorize?${new URLSearchParams({
    client_id: client,
    redirect_uri: home,
    response_type: 'code',
    response_mode: 'fragment',
    scope: 'statistics:read',
    state,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  })}`);
}

/** Takes the code out of the address, if one came back, and changes it for a token. */
export async function finishSignIn(): Promise<void> {
  const answer = new URLSearchParams(location.hash.slice(1));
  const code = answer.get('code');
  if (code === null) return;
  history.replaceState(null, '', location.pathname + location.search);
  const [verifier, state] = [sessionStorage.getItem(keys.verifier), sessionStorage.getItem(keys.state)];
  sessionStorage.removeItem(keys.verifier);
  sessionStorage.removeItem(keys.state);
  if (verifier === null || state === null || answer.get('state') !== state || answer.get('iss') !== issuer) {
    throw new SignInProblem('That sign-in was not begun in this tab. Please sign in again.');
  }

  const asked = Date.now();
  const response = await fetch('../connect/token', {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'authorization_code', client_id: client, redirect_uri: home, code, code_verifier: verifier }),
  });
  if (!response.ok) throw new SignInProblem('The sign-in could not be finished. It is good for one minute and for one use: please sign in again.');
  const granted = (await response.json()) as { access_token: string; expires_in: number };
  sessionStorage.setItem(keys.token, granted.access_token);
  sessionStorage.setItem(keys.expires, String(asked + granted.expires_in * 1000));
}

const random = (): string => base64Url(crypto.getRandomValues(new Uint8Array(32)));

const base64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
