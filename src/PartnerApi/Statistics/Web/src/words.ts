// Formats values for display.

import type { Cell, Filter } from './contract';

export const boroughs: Record<string, string> = {
  BRONX: 'Bronx',
  BROOKLYN: 'Brooklyn',
  MANHATTAN: 'Manhattan',
  QUEENS: 'Queens',
  STATEN_ISLAND: 'Staten Island',
};

const ages: Record<string, string> = {
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

const events = { ISSUED: 'cards issued', RENEWED: 'cards renewed' };

/** The cards and months that a filter selects, with a place such as " in Queens". */
export const title = ({ from, to, event }: Filter, place = ''): string =>
  `${event === null ? 'cards issued and renewed' : events[event]}${place}, ${month(from)} to ${month(to)}`;

/** A sentence or title from words. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const epsilon = (millionths: number): string => epsilons.format(millionths / 1_000_000);

/** The interval that includes the true count in 95 of 100 cases. */
export const interval = ({ low, high }: Cell): string => (low === null || high === null ? '' : `${number(low)} to ${number(high)}`);

/** A count with its interval. */
export const count = (cell: Cell): string => (cell.count === null ? tooImprecise : `${number(cell.count)} (${interval(cell)})`);
