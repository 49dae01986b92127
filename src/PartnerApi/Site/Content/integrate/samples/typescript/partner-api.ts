// A client of the gateway. It keeps the access token, limits the time of each request,
// and repeats a request that may be repeated.
import { randomUUID, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const { env } = process;
const MOST_ATTEMPTS = 5;
const TOKEN_MARGIN_SECONDS = 60;

/** The code is that of the first GraphQL error, an OAuth error, or one of the client. */
export class PartnerApiError extends Error {
  readonly code: string;
  readonly isRepeatable: boolean;
  readonly retryAfterSeconds: number;

  constructor(code: string, message: string, isRepeatable: boolean, retryAfterSeconds = 0) {
    super(`${code}: ${message}`);
    this.code = code;
    this.isRepeatable = isRepeatable;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export class PartnerApi {
  /** The id of your organization in its agreement, which receipts name. */
  readonly partner: string;
  readonly #address = (env.PARTNER_API_ADDRESS ?? 'http://127.0.0.1:5080').replace(/\/*$/, '/');
  readonly #client: string;
  readonly #timeout = 1000 * Number(env.PARTNER_API_TIMEOUT_SECONDS ?? 15);
  readonly #repeatFor = 1000 * Number(env.PARTNER_API_REPEAT_SECONDS ?? 60);
  #token = Promise.resolve('');
  #renewAt = 0;

  constructor(sandboxClient: string) {
    this.#client = env.PARTNER_API_CLIENT ?? sandboxClient;
    this.partner = env.PARTNER_API_PARTNER ?? this.#client;
  }

  /**
   * Executes an operation. It may be sent several times, so a mutation must have an
   * idempotency key, or need none.
   */
  async execute<Data>(query: string, variables: object): Promise<Data> {
    const body = JSON.stringify({ query, variables });
    const end = performance.now() + this.#repeatFor;
    let isRenewed = false;
    for (let attempt = 1; ; attempt++) {
      const token = this.#accessToken();
      try {
        const headers = {
          authorization: `Bearer ${await token}`,
          'content-type': 'application/json',
          accept: 'application/graphql-response+json',
        };
        return (await this.#send('graphql', 'data', { method: 'POST', headers, body })).data;
      } catch (error) {
        if (!(error instanceof PartnerApiError)) throw error;
        if (error.code === 'UNAUTHENTICATED' && !isRenewed) {
          isRenewed = true;
          if (this.#token === token) this.#renewAt = 0;
          continue;
        }
        // The random part keeps clients that failed together from coming back together.
        const pauseAtMost = Math.min(8000, 500 * 2 ** attempt);
        const wait = 1000 * error.retryAfterSeconds + Math.random() * pauseAtMost;
        const isLast = attempt === MOST_ATTEMPTS || performance.now() + wait > end;
        if (isLast || !error.isRepeatable) throw error;
        await pause(wait);
      }
    }
  }

  /** Reads a public address, such as that of the keys of receipts: an object with this member. */
  read(path: string, member: string): Promise<any> {
    return this.#send(path, member, {});
  }

  /** The name of the gateway: the audience of assertions, and the issuer of receipts. */
  async issuer(): Promise<string> {
    return (await this.read('.well-known/openid-configuration', 'issuer')).issuer;
  }

  #accessToken(): Promise<string> {
    if (performance.now() >= this.#renewAt) {
      this.#renewAt = Infinity; // Other calls wait for this request.
      this.#token = this.#requestToken();
    }
    return this.#token;
  }

  async #requestToken(): Promise<string> {
    try {
      const form = { grant_type: 'client_credentials', ...(await this.#credentials()) };
      const body = new URLSearchParams(form);
      if (env.PARTNER_API_SCOPE) body.set('scope', env.PARTNER_API_SCOPE);
      const answer = await this.#send('connect/token', 'access_token', { method: 'POST', body });
      this.#renewAt = performance.now() + 1000 * (answer.expires_in - TOKEN_MARGIN_SECONDS);
      return answer.access_token;
    } catch (error) {
      this.#renewAt = 0;
      throw error;
    }
  }

  async #credentials(): Promise<Record<string, string>> {
    const client = this.#client;
    const { PARTNER_API_KEY_FILE: keyFile, PARTNER_API_SECRET: secret } = env;
    if (!keyFile && !secret) {
      const remedy = 'set PARTNER_API_SECRET or PARTNER_API_KEY_FILE';
      throw new PartnerApiError('NO_CREDENTIALS', remedy, false);
    }
    if (!keyFile) return { client_id: client, client_secret: secret! };

    // private_key_jwt (RFC 7523): an assertion for each request, signed with ES256.
    const iat = Math.floor(Date.now() / 1000);
    const times = { iat, exp: iat + 60, jti: randomUUID() };
    const input = [
      { alg: 'ES256', typ: 'client-authentication+jwt' },
      { iss: client, sub: client, aud: await this.issuer(), ...times },
    ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    const key = { key: readFileSync(keyFile), dsaEncoding: 'ieee-p1363' } as const;
    const signature = sign('sha256', Buffer.from(input), key).toString('base64url');
    return {
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: `${input}.${signature}`,
    };
  }

  async #send(path: string, member: string, request: RequestInit): Promise<any> {
    const signal = AbortSignal.timeout(this.#timeout);
    let response: Response;
    let text: string;
    try {
      response = await fetch(new URL(path, this.#address), { ...request, signal });
      text = await response.text();
    } catch (error) {
      throw new PartnerApiError('NO_RESPONSE', String((error as Error).cause ?? error), true);
    }
    const answer = parsed(text);
    const fault = answer.errors?.[0];
    if (response.ok && !fault && answer[member]) return answer;
    const { status, headers } = response;
    const isPage = response.ok && !fault;
    const code = fault?.extensions?.code ?? answer.error ?? `HTTP_${status}`;
    const isRepeatable = isPage || status === 408 || status === 429 || status >= 500
      || code === 'UNAVAILABLE' || code === 'QUOTA_EXCEEDED';
    const reason = fault?.message ?? answer.error_description ?? 'no answer of the gateway';
    const message = `${reason} (request ${headers.get('x-request-id')})`;
    throw new PartnerApiError(code, message, isRepeatable, Number(headers.get('retry-after')) || 0);
  }
}

/** A proxy in front of the gateway may answer with a page, also with status 200. */
function parsed(text: string): any {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
