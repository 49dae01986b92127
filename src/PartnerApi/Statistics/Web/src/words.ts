// Formats values for display.

import type { Cell, Filter } from './contract';

export const boroughs: Record<string, string> = {
  BRONX: 'Bronx',
  BROOKLYN: 'Brooklyn',
  MANHATTAN: 'Manhattan',
  QUEENS: 'Queens',
  STATEN_ISLAND: 'Staten Island',
};

export const ages: Record<string, string> = {
  AGES_10_TO_13: '10–13',
  AGES_14_TO_17: '14–17',
  AGES_18_TO_24: '18–24',
  AGES_25_TO_34: '25–34',
  AGES_35_TO_44: '35–44',
  AGES_45_TO_54: '45–54',
  AGES_55_TO_64: '55–64',
  AGES_65_AND_OVER: '65+',
};

export const boroughOf = (cell: Cell): string => boroughs[cell.borough ?? ''] ?? '';

export const ageOf = (cell: Cell): string => ages[cell.ageBand ?? ''] ?? '';

export const tooImprecise = 'too imprecise';

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const numbers = new Intl.NumberFormat('en-US');
const percents = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const hundredths = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
const decimals = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });
const epsilons = new Intl.NumberFormat('en-US', { maximumFractionDigits: 6 });

export const number = (value: number): string => numbers.format(value);

/** A difference of estimates, with one decimal, and with a minus sign if it is negative. */
export const difference = (value: number): string => {
  const text = decimals.format(Math.abs(value));
  return value < 0 && text !== '0' ? `−${text}` : text;
};

/** '2016-03' as 'Mar'. */
export const monthName = (value: string): string => monthNames[Number(value.slice(5)) - 1] ?? value;

/** '2016-03' as 'Mar 2016'. */
export const month = (value: string): string => `${monthName(value)} ${value.slice(0, 4)}`;

/** '2016-03-08' as 'Mar 8, 2016'. */
export const day = (value: string): string => `${monthNames[Number(value.slice(5, 7)) - 1] ?? ''} ${Number(value.slice(8))}, ${value.slice(0, 4)}`;

const events = { ISSUED: 'cards issued', RENEWED: 'cards renewed', ENDED: 'cards ended', IN_FORCE: 'persons with a card in force' };

/** What is counted, in sentences. */
export const meanings = {
  ISSUED: 'Cards issued to persons who had none in force. A renewal more than a month after the last valid month is included.',
  RENEWED: 'Cards renewed in time, or in the month after their last valid month.',
  ENDED: 'Cards that expired, were reported lost, or were revoked, and were not replaced or renewed. They are counted in the month after their last valid month, '
    + 'by the borough and age of the person when the card was issued.',
  IN_FORCE: 'Persons who had a card in force on at least one day of the month, by the borough and age that they had when it was issued. The count of a quarter, a year, '
    + 'or the whole range is that of its last month. The intervals become wider with time: a count is computed from all releases before it.',
};

/** The cards and months that a filter selects, with a place such as " in Queens". Without periods, cards in force are those of the last month. */
export const title = ({ from, to, event, borough, age, isRunning }: Filter, place = '', hasPeriods = true): string => [
  isRunning ? 'running total of ' : '', event === null ? 'cards issued and renewed' : events[event],
  borough === null ? '' : ` in ${boroughs[borough]}`, age === null ? '' : `, age ${ages[age]}`, place,
  event === 'IN_FORCE' && !hasPeriods ? ` in ${month(to)}` : `, ${month(from)} to ${month(to)}`,
].join('');

/** A sentence or title from words. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const epsilon = (millionths: number): string => epsilons.format(millionths / 1_000_000);

/** The interval that includes the true count in 95 of 100 cases. */
export const interval = ({ low, high }: Cell): string => (low === null || high === null ? '' : `${number(low)} to ${number(high)}`);

/** A count as a share of a total, with the most by which the noise of both can have moved it in 95 of 100 cases, in percent. */
export const share = (cell: Cell, total: Cell | undefined): string => {
  if (cell.count === null || !total?.count) return '';
  const part = cell.count / total.count;
  return `${percents.format(100 * part)} % (± ${percents.format(100 * (cell.marginOfError + part * total.marginOfError) / total.count)})`;
};

/** A count per 1,000 residents, with its margin of error. */
export const rate = ({ perThousandResidents: rate, marginOfError, residents }: Cell): string =>
  (rate === null || residents === null ? '' : `${hundredths.format(rate)} (± ${hundredths.format(Math.ceil(100_000 * marginOfError / residents) / 100)})`);

/** A count with its interval. */
export const count = (cell: Cell): string => (cell.count === null ? tooImprecise : `${number(cell.count)} (${interval(cell)})`);
