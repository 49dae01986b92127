// Requests to the gateway, and its errors.

import type { Cell, Dimension, Filter, Month, Preview, Release, Table, Tables } from './contract';
import { begin } from './periods';
import { codeOf, Refusal, request, unreadable } from './requests';
import * as session from './session';

/** The persons with a card in force have a field of their own, which has no event and no running total. */
const isInForce = ({ event }: Filter): boolean => event === 'IN_FORCE';
const range = (filter: Filter): string => `$from: Month, $to: Month${isInForce(filter) ? '' : ', $event: EnrollmentEvent, $runningTotal: Boolean!'}`;
const field = (filter: Filter): string => (isInForce(filter) ? 'cardsInForce' : 'enrollment');
const rest = (filter: Filter): string => (isInForce(filter) ? '' : ', event: $event, runningTotal: $runningTotal');
const variablesOf = ({ from, to, event, isRunning }: Filter): object => ({ from, to, ...(event === 'IN_FORCE' ? {} : { event, runningTotal: isRunning }) });
const table = (filter: Filter, by: Dimension[], more = ''): string =>
  `${field(filter)}(by: [${by.join(', ')}], from: $from, to: $to${rest(filter)})`
  + ` { cells { from to borough ageBand marginOfError count estimate low high residents perThousandResidents } ${more} }`;
const comparable = (filter: Filter, by: Dimension, among: Dimension[]): string => table(filter, [by, ...among], `marginOfDifference(dimension: ${by})`);

const dimensionsOf = (selected: string | null, dimension: Dimension): Dimension[] => (selected === null ? [] : [dimension]);

/** The dimensions of which a filter selects one value. */
export const selectedDimensions = ({ borough, age }: Filter): Dimension[] => [...dimensionsOf(borough, 'BOROUGH'), ...dimensionsOf(age, 'AGE_BAND')];

/**
 * Queries the counts of all tables. A request may select a field four times, so the longest table is in a request of its own. A table has the dimensions of
 * the filter too, and keeps the selected cells; the tables by borough and by age have all boroughs and all ages.
 */
export const tables = async (filter: Filter): Promise<Tables> => {
  const { period, borough, age } = filter;
  const [place, band] = [dimensionsOf(borough, 'BOROUGH'), dimensionsOf(age, 'AGE_BAND')];
  const [short, long] = await Promise.all([
    query<Omit<Tables, 'boroughPeriods'>>(
      `query(${range(filter)}) { total: ${table(filter, [...place, ...band])} periods: ${comparable(filter, period, [...place, ...band])}`
      + ` boroughs: ${comparable(filter, 'BOROUGH', band)} ages: ${comparable(filter, 'AGE_BAND', place)} }`,
      variablesOf(filter),
    ),
    query<Pick<Tables, 'boroughPeriods'>>(`query(${range(filter)}) { boroughPeriods: ${table(filter, [period, 'BOROUGH', ...band])} }`, variablesOf(filter)),
  ]);
  const keep = <T extends Table>(of: T, isIn: (cell: Cell) => boolean): T => ({ ...of, cells: of.cells.filter(isIn).map((cell) => labeled(cell, filter)) });
  const isHere = (cell: Cell): boolean => borough === null || cell.borough === borough;
  const isOfAge = (cell: Cell): boolean => age === null || cell.ageBand === age;
  return {
    total: keep(short.total, (cell) => isHere(cell) && isOfAge(cell)),
    periods: keep(short.periods, (cell) => isHere(cell) && isOfAge(cell)),
    boroughs: keep(short.boroughs, isOfAge),
    ages: keep(short.ages, isHere),
    boroughPeriods: keep(long.boroughPeriods, isOfAge),
  };
};

// Running totals and cards in force have the name of the period in which they end, wherever the range begins.
const labeled = (cell: Cell, filter: Filter): Cell => (isInForce(filter) || filter.isRunning ? { ...cell, from: begin(cell.to, filter.period) } : cell);

/** Queries the margin of the difference between the counts of two months, of cards in force or of a running total. It is that of the months between them. */
export const marginBetween = async (filter: Filter, months: [Month, Month]): Promise<number> => {
  const [from, to] = [...months].sort() as [Month, Month];
  const between = { ...filter, from, to };
  const by: Dimension[] = ['MONTH', ...selectedDimensions(filter)];
  return (await query<{ table: { marginOfDifference: number } }>(
    `query(${range(between)}) { table: ${field(between)}(by: [${by.join(', ')}], from: $from, to: $to${rest(between)}) { marginOfDifference(dimension: MONTH) } }`,
    variablesOf(between),
  )).table.marginOfDifference;
};

/** Queries the expected accuracy of the counts of an event. */
export const preview = async (by: Dimension[], filter: Filter): Promise<Preview> =>
  (await query<{ enrollmentPreview: Preview }>(
    `query($by: [EnrollmentDimension!]!, ${range(filter)}) {`
    + ` enrollmentPreview(by: $by, from: $from, to: $to${rest(filter)}) { cells marginOfError smallestCount } }`,
    { by, ...variablesOf(filter) },
  )).enrollmentPreview;

const releaseFields = '{ month publishedOn epsilonMillionths lifetimeEpsilonMillionths budgetLeftMillionths mechanism }';

/** Queries the first release, of the cards in force before the first month, and those of all months, oldest first. */
export const releases = (): Promise<{ openingRelease: Release | null; releases: Release[] }> =>
  query(`{ openingRelease ${releaseFields} releases ${releaseFields} }`, {});

/** Downloads a file. */
export const file = async (path: string): Promise<Blob> => {
  const response = await send(path, {});
  if (!response.ok) throw await refusalOf(response);
  return response.blob().catch(unreadable);
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

/** Sends a request with the token. If the gateway rejects the token, renews it and sends the request once more. */
async function send(path: string, options: RequestInit): Promise<Response> {
  const token = await session.token();
  if (token === null) throw new Refusal('UNAUTHENTICATED');
  const response = await authorized(path, options, token);
  if (response.status !== 401) return response;
  const renewed = await session.token(token);
  return renewed === null ? response : authorized(path, options, renewed);
}

const authorized = (path: string, options: RequestInit, token: string): Promise<Response> =>
  request(path, { ...options, headers: { ...options.headers, Authorization: `Bearer ${token}` }, cache: 'no-store' });

interface Answer {
  data?: unknown;
  errors?: { extensions?: { code?: string } }[];
}

const refusalOf = async (response: Response): Promise<Refusal> => refusalIn(response, await read(response));

const refusalIn = (response: Response, answer: Answer | null): Refusal => new Refusal(answer?.errors?.[0]?.extensions?.code ?? codeOf(response));

/** The body as JSON; null if it is not JSON, such as a proxy's error page. */
async function read(response: Response): Promise<Answer | null> {
  const type = response.headers.get('Content-Type') ?? '';
  return type.includes('json') ? ((await response.json().catch(unreadable)) as Answer) : null;
}
