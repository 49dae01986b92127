// Sign-in with an authorization code and PKCE (RFC 7636) at the gateway's own issuer. The tokens are only in the memory of this page, so a reload ends the
// sign-in. A refresh token renews the access token until the gateway ends the session.

import { keepView } from './address';
import type { View } from './contract';
import { codeOf, Refusal, request, unreadable } from './requests';

const client = 'statistics-pages';

/** Keys of the values that must survive the way to the sign-in page and back. No value is a token. */
const keys = { verifier: 'verifier', state: 'state', view: 'view' };

/** A token that ends sooner than this is renewed before it is used. */
const marginSeconds = 30;

/** The issuer. Below it is the address of these pages, the only one to which it sends codes. */
const issuer = document.querySelector<HTMLMetaElement>('meta[name="issuer"]')?.content ?? '';
const home = `${issuer}statistics/`;

interface Tokens {
  access: string;
  refresh: string;
  renewAt: number;
}

let tokens: Tokens | null = null;
let renewal: Promise<void> | null = null;

/** A failed sign-in, with a message for the user. */
export class SignInProblem extends Error {}

/** Whether the user has signed in and not out. The gateway may have ended the session. */
export const isSignedIn = (): boolean => tokens !== null;

/** Returns a valid access token; null if the session has ended. Renews one that ends soon, or that the gateway rejected. Throws a refusal if it cannot. */
export async function token(rejected?: string): Promise<string | null> {
  if (tokens !== null && (tokens.renewAt <= Date.now() || tokens.access === rejected)) {
    // Requests at the same time share a renewal, because a refresh token is valid once.
    renewal ??= renew(tokens).finally(() => (renewal = null));
    await renewal;
  }
  return tokens?.access ?? null;
}

/**
 * Ends the session: uses up the refresh token, and drops the new one. So nobody has its last token, and a copy of an earlier one ends it at the gateway. A
 * failure changes nothing for the page.
 */
export function end(): void {
  if (tokens !== null) void exchange({ grant_type: 'refresh_token', refresh_token: tokens.refresh }, { keepalive: true }).catch(() => null);
  tokens = null;
}

/** Ends the session, and removes everything. */
export function signOut(): void {
  end();
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

/** If the address has a code, replaces it by the view before the sign-in, and exchanges it for tokens. */
export async function finishSignIn(): Promise<void> {
  const answer = new URLSearchParams(location.hash.slice(1));
  const code = answer.get('code');
  if (code === null) return;
  keepView(JSON.parse(sessionStorage.getItem(keys.view) ?? 'null') as View | null);
  sessionStorage.removeItem(keys.view);
  const [verifier, state] = [sessionStorage.getItem(keys.verifier), sessionStorage.getItem(keys.state)];
  sessionStorage.removeItem(keys.verifier);
  sessionStorage.removeItem(keys.state);
  if (verifier === null || state === null || answer.get('state') !== state || answer.get('iss') !== issuer) {
    throw new SignInProblem('This sign-in was not started in this tab. Sign in again.');
  }
  const granted = await exchange({ grant_type: 'authorization_code', redirect_uri: home, code, code_verifier: verifier });
  if (granted === null) throw new SignInProblem('The sign-in could not be completed. A sign-in is valid for one minute and one use. Sign in again.');
  tokens = granted;
}

/** Renews the tokens. If the gateway refuses it, the session has ended. After a sign-out in the meantime, the new tokens are dropped. */
async function renew(old: Tokens): Promise<void> {
  const renewed = await exchange({ grant_type: 'refresh_token', refresh_token: old.refresh });
  if (tokens === old) tokens = renewed;
}

/** Exchanges a code or refresh token for tokens. Null if the gateway refuses it. */
async function exchange(grant: Record<string, string>, options: RequestInit = {}): Promise<Tokens | null> {
  const sent = Date.now();
  const response = await request('../connect/token', { ...options, method: 'POST', body: new URLSearchParams({ ...grant, client_id: client }) });
  if (response.status === 400) return null;
  if (!response.ok) throw new Refusal(codeOf(response));
  const isJson = response.headers.get('Content-Type')?.includes('json') ?? false;
  if (!isJson) throw new Refusal('NETWORK'); // A proxy answered.
  const granted = (await response.json().catch(unreadable)) as { access_token: string; refresh_token: string; expires_in: number };
  return { access: granted.access_token, refresh: granted.refresh_token, renewAt: sent + (granted.expires_in - marginSeconds) * 1000 };
}

const random = (): string => base64Url(crypto.getRandomValues(new Uint8Array(32)));

const base64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
