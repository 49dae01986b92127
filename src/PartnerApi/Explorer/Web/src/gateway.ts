// Requests to the gateway. The addresses are relative, so that a proxy can serve the gateway below a path.

/** The caller, as the gateway knows it. */
export interface Caller {
  client: string;
  partner: string;
  audience: string;
  benefits: string[];
}

/** A token and its caller. Both are in memory only. */
export interface Session {
  token: string;
  caller: Caller;
  /** When the token expires, by `performance.now()`. */
  ends: number;
}

/** A response of the GraphQL endpoint. */
export interface Answer {
  data?: unknown;
  errors?: { message: string; extensions?: { code?: string } }[];
}

/** An example of a request. */
export interface Example {
  audience: string;
  title: string;
  query: string;
  variables: string;
}

/** A failure with a message for the user. */
export class Refusal extends Error {}

/** Sends a GraphQL request. */
export async function send(token: string, body: unknown): Promise<{ answer: Answer; response: Response }> {
  const response = await reach('../graphql', {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', Accept: 'application/graphql-response+json, application/json' },
  });
  if (!response.headers.get('Content-Type')?.includes('json')) throw new Refusal(`The gateway answered with status ${response.status}, without JSON.`);
  return { answer: (await response.json()) as Answer, response };
}

/** Looks up the caller of a token. */
export async function open(token: string): Promise<Session> {
  const { answer, response } = await send(token, { query: '{ viewer { client partner audience benefits tokenExpiresAt } }' });
  const error = answer.errors?.[0];
  if (response.status === 401) throw new Refusal('The gateway does not accept this token. It may have expired, or be incomplete. Get a new one.');
  if (error) throw new Refusal(`The gateway does not serve this client (${error.extensions?.code ?? response.status}): ${error.message}`);
  const { tokenExpiresAt, ...caller } = (answer.data as { viewer: Caller & { tokenExpiresAt: string } }).viewer;

  // The clocks of browser and gateway can differ, so the gateway's own time counts.
  const now = Date.parse(response.headers.get('Date') ?? '') || Date.now();
  return { token, caller, ends: performance.now() + Date.parse(tokenExpiresAt) - now };
}

/** Requests a token for a client of the sandbox. */
export async function tokenFor(client: string, secret: string): Promise<string> {
  const response = await reach('../connect/token', {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: client, client_secret: secret }),
  });
  if (!response.ok) throw new Refusal(`The gateway did not issue a token (status ${response.status}). Try again in a minute.`);
  return ((await response.json()) as { access_token: string }).access_token;
}

/** The example requests of all audiences. */
export const examples = async (): Promise<Example[]> => (await (await reach('examples.json', {})).json()) as Example[];

async function reach(path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { ...request, cache: 'no-store' });
  } catch (error) {
    // fetch throws a TypeError if there was no response.
    if (error instanceof TypeError) throw new Refusal('The gateway cannot be reached. Check your connection and try again.');
    throw error;
  }
}
