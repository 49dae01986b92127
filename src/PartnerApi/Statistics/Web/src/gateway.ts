// Questions to the gateway, and what it refuses.

import type { Cell, Dimension, Filter, Preview, Release } from './contract';
import * as session from './session';

/** What went wrong, by the gateway's code or "NETWORK". */
export class Refusal extends Error {
  constructor(readonly code: string) {
    super(code);
  }

  /** One sentence for a person. */
  get sentence(): string {
    return sentences[this.code] ?? `The gateway refused to answer (${this.code}).`;
  }
}

const sentences: Record<string, string> = {
  UNAUTHENTICATED: 'You are no longer signed in.',
  FORBIDDEN: 'Your account may not see statistics. It needs the scope statistics:read.',
  AGREEMENT_NOT_ACTIVE: 'Your organization’s agreement is not in force, or your account is suspended.',
  NOT_YET_RELEASED: 'A month of this range has not been released yet. Choose an earlier one.',
  RANGE_INVALID: 'The range ends before it begins. Choose a later end or an earlier beginning.',
  LIMIT_EXCEEDED: 'This range is too long for one question. Choose a shorter one.',
  UNAVAILABLE: 'The gateway cannot answer at the moment. Try again in a few seconds.',
  NETWORK: 'The gateway cannot be reached. Check your connection and try again.',
};

const asking = 'query($by: [EnrollmentDimension!]!, $from: Month, $to: Month, $event: EnrollmentEvent)';

/** A table of counts. */
export const enrollment = async (by: Dimension[], filter: Filter): Promise<Cell[]> =>
  (await ask<{ enrollment: { cells: Cell[] } }>(
    `${asking} { enrollment(by: $by, from: $from, to: $to, event: $event) { cells { month borough ageBand count marginOfError } } }`,
    { by, ...filter },
  )).enrollment.cells;

/** How accurate a table of counts is, without asking for it. */
export const preview = async (by: Dimension[], filter: Filter): Promise<Preview> =>
  (await ask<{ enrollmentPreview: Preview }>(
    `${asking} { enrollmentPreview(by: $by, from: $from, to: $to, event: $event) { cells marginOfError smallestCount } }`,
    { by, ...filter },
  )).enrollmentPreview;

/** What was released, oldest first. */
export const releases = async (): Promise<Release[]> =>
  (await ask<{ releases: Release[] }>(
    '{ releases { month publishedOn epsilonMillionths lifetimeEpsilonMillionths budgetLeftMillionths mechanism } }',
    {},
  )).releases;

/** A file of figures. */
export const file = async (path: string): Promise<Blob> => {
  const response = await send(path, {});
  if (!response.ok) throw await refusalOf(response);
  return response.blob();
};

async function ask<T>(query: string, variables: object): Promise<T> {
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
    // What fetch throws is always the same TypeError: no answer came.
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

/** The body as JSON; null when it is none, as a proxy's page is. */
async function read(response: Response): Promise<Answer | null> {
  const type = response.headers.get('Content-Type') ?? '';
  return type.includes('json') ? ((await response.json()) as Answer) : null;
}
