// Sign-in with an authorization code and PKCE (RFC 7636) at the gateway's own issuer. The token is stored only in this tab's session storage.

import type { View } from './contract';

const client = 'statistics-pages';
const keys = { token: 'token', expires: 'expires', verifier: 'verifier', state: 'state', view: 'view' };

/** The issuer. Below it is the address of these pages, the only one to which it sends codes. */
const issuer = document.querySelector<HTMLMetaElement>('meta[name="issuer"]')?.content ?? '';
const home = `${issuer}statistics/`;

/** A failed sign-in, with a message for the user. */
export class SignInProblem extends Error {}

/** The token, or null if it has expired. */
export function token(): string | null {
  return Number(sessionStorage.getItem(keys.expires)) > Date.now() ? sessionStorage.getItem(keys.token) : null;
}

/** Removes an invalid token. */
export function expire(): void {
  sessionStorage.removeItem(keys.token);
  sessionStorage.removeItem(keys.expires);
}

/** Returns and removes the view that was stored before the sign-in. */
export function takeView(): View | null {
  const view = JSON.parse(sessionStorage.getItem(keys.view) ?? 'null') as View | null;
  sessionStorage.removeItem(keys.view);
  return view;
}

/** Removes everything. The gateway has no session to end. */
export function signOut(): void {
  for (const key of Object.values(keys)) sessionStorage.removeItem(key);
}

/** Goes to the sign-in page, or first to the pages' registered address if they were opened under another host name. The pages then show the view again. */
export async function signIn(view: View | null): Promise<void> {
  if (new URL('.', location.href).href !== home) {
    location.assign(home + location.search);
    return;
  }
  sessionStorage.setItem(keys.view, JSON.stringify(view));
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

/** Removes the code from the address, if there is one, and exchanges it for a token. */
export async function finishSignIn(): Promise<void> {
  const answer = new URLSearchParams(location.hash.slice(1));
  const code = answer.get('code');
  if (code === null) return;
  history.replaceState(null, '', location.pathname + location.search);
  const [verifier, state] = [sessionStorage.getItem(keys.verifier), sessionStorage.getItem(keys.state)];
  sessionStorage.removeItem(keys.verifier);
  sessionStorage.removeItem(keys.state);
  if (verifier === null || state === null || answer.get('state') !== state || answer.get('iss') !== issuer) {
    throw new SignInProblem('This sign-in was not started in this tab. Sign in again.');
  }

  const sent = Date.now();
  const response = await fetch('../connect/token', {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'authorization_code', client_id: client, redirect_uri: home, code, code_verifier: verifier }),
  });
  if (!response.ok) throw new SignInProblem('The sign-in could not be completed. A sign-in is valid for one minute and one use. Sign in again.');
  const granted = (await response.json()) as { access_token: string; expires_in: number };
  sessionStorage.setItem(keys.token, granted.access_token);
  sessionStorage.setItem(keys.expires, String(sent + granted.expires_in * 1000));
}

const random = (): string => base64Url(crypto.getRandomValues(new Uint8Array(32)));

const base64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
