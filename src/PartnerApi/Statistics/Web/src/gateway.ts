// Requests to the gateway, and its errors.

import type { Dimension, Filter, Preview, Release, Tables } from './contract';
import * as session from './session';

/** A failed request, with the gateway's error code or "NETWORK". */
export class Refusal extends Error {
  constructor(readonly code: string) {
    super(code);
  }

  /** The message for the user. */
  get sentence(): string {
    return sentences[this.code] ?? `The request failed (${this.code}).`;
  }
}

const sentences: Record<string, string> = {
  UNAUTHENTICATED: 'You are no longer signed in.',
  FORBIDDEN: 'Your account does not have access to statistics. It needs the scope statistics:read.',
  AGREEMENT_NOT_ACTIVE: 'Your organization’s agreement is not in force, or your account is suspended.',
  NOT_YET_RELEASED: 'A month in this range has not been released yet. Choose an earlier one.',
  RANGE_INVALID: 'The range ends before it begins. Choose a later end or an earlier beginning.',
  LIMIT_EXCEEDED: 'This range is too long. Choose a shorter one.',
  UNAVAILABLE: 'The gateway is temporarily unavailable. Try again in a few seconds.',
  NETWORK: 'The gateway cannot be reached. Check your connection and try again.',
};

const range = '$from: Month, $to: Month, $event: EnrollmentEvent';
const table = (by: Dimension[], more = ''): string =>
  `enrollment(by: [${by.join(', ')}], from: $from, to: $to, event: $event) { cells { from to borough ageBand marginOfError count estimate low high } ${more} }`;
const comparable = (by: Dimension): string => table([by], `marginOfDifference(dimension: ${by})`);

/** Queries the counts of all tables. A request may select `enrollment` four times, so the longest table is in a request of its own. */
export const tables = async ({ from, to, event, period }: Filter): Promise<Tables> => {
  const variables = { from, to, event };
  const [short, long] = await Promise.all([
    query<Omit<Tables, 'boroughPeriods'>>(
      `query(${range}) { total: ${table([])} periods: ${comparable(period)} boroughs: ${comparable('BOROUGH')} ages: ${comparable('AGE_BAND')} }`,
      variables,
    ),
    query<Pick<Tables, 'boroughPeriods'>>(`query(${range}) { boroughPeriods: ${table([period, 'BOROUGH'])} }`, variables),
  ]);
  return { ...short, ...long };
};

/** Queries the expected accuracy of counts. */
export const preview = async (by: Dimension[], { from, to, event }: Filter): Promise<Preview> =>
  (await query<{ enrollmentPreview: Preview }>(
    `query($by: [EnrollmentDimension!]!, ${range}) { enrollmentPreview(by: $by, from: $from, to: $to, event: $event) { cells marginOfError smallestCount } }`,
    { by, from, to, event },
  )).enrollmentPreview;

/** Queries all releases, oldest first. */
export const releases = async (): Promise<Release[]> =>
  (await query<{ releases: Release[] }>(
    '{ releases { month publishedOn epsilonMillionths lifetimeEpsilonMillionths budgetLeftMillionths mechanism } }',
    {},
  )).releases;

/** Downloads a file. */
export const file = async (path: string): Promise<Blob> => {
  const response = await send(path, {});
  if (!response.ok) throw await refusalOf(response);
  return response.blob();
};

async function query<T>(query: string, variables: object): Promise<T> {
  const response = await send('../graphql', {
    method: 'POST',
    body: JSON.stringify({ query, variables }),
    headers: { 'Content-Type': 'application/json', Accept: 'application/graphql-response+json' },
  });
  const answer = await read(response);
  if (answer?.errors?.[0] || !answer?.data) throw refusalIn(response, answer);
  return answer.data as T;
}

async function send(path: string, request: RequestInit): Promise<Response> {
  const token = session.token();
  if (token === null) throw new Refusal('UNAUTHENTICATED');
  try {
    return await fetch(path, { ...request, headers: { ...request.headers, Authorization: `Bearer ${token}` }, cache: 'no-store' });
  } catch (error) {
    // fetch throws a TypeError if there was no response.
    if (error instanceof TypeError) throw new Refusal('NETWORK');
    throw error;
  }
}

interface Answer {
  data?: unknown;
  errors?: { extensions?: { code?: string } }[];
}

const refusalOf = async (response: Response): Promise<Refusal> => refusalIn(response, await read(response));

const refusalIn = (response: Response, answer: Answer | null): Refusal =>
  new Refusal(answer?.errors?.[0]?.extensions?.code ?? (response.status === 401 ? 'UNAUTHENTICATED' : response.status === 503 ? 'UNAVAILABLE' : `HTTP ${response.status}`));

/** The body as JSON; null if it is not JSON, such as a proxy's error page. */
async function read(response: Response): Promise<Answer | null> {
  const type = response.headers.get('Content-Type') ?? '';
  return type.includes('json') ? ((await response.json()) as Answer) : null;
}
