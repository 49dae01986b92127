// The types of the gateway's responses, from schema/analyst.graphql.

export type Period = 'MONTH' | 'QUARTER' | 'YEAR';
export type Dimension = Period | 'BOROUGH' | 'AGE_BAND';
export type Month = string;
/** What is counted. The persons with a card in force have a query of their own; the others are events. */
export const counted = ['ISSUED', 'RENEWED', 'ENDED', 'IN_FORCE'] as const;
export type Counted = typeof counted[number];

export interface Cell {
  /** The first and the last month that the cell sums. Cards in force are those of the last month. */
  from: Month;
  to: Month;
  borough: string | null;
  ageBand: string | null;
  marginOfError: number;
  /** Null if too imprecise, like the others below. */
  count: number | null;
  /** Not rounded. */
  estimate: number | null;
  /** The interval of the true count. */
  low: number | null;
  high: number | null;
  /** Null without a population file. */
  residents: number | null;
  perThousandResidents: number | null;
}

export interface Table {
  cells: Cell[];
}

/** A table with one dimension. */
export interface ComparableTable extends Table {
  /** The margin of error of the difference between two cells. Null if there is only one. */
  marginOfDifference: number | null;
}

/** The tables of the page for one range, event, and period. */
export interface Tables {
  total: Table;
  periods: ComparableTable;
  boroughs: ComparableTable;
  boroughPeriods: Table;
  ages: ComparableTable;
}

export interface Release {
  month: Month;
  publishedOn: string;
  epsilonMillionths: number;
  lifetimeEpsilonMillionths: number;
  budgetLeftMillionths: number;
  mechanism: string;
}

export interface Preview {
  cells: number;
  marginOfError: number;
  smallestCount: number;
}

/** The range, counts, and period of a query; both ends are included. */
export interface Filter {
  from: Month;
  to: Month;
  /** Null for the sum of issued and renewed cards. */
  event: Counted | null;
  /** The period by which the counts are grouped. */
  period: Period;
  /** Whether a period's counts are sums since the beginning of the range. */
  isRunning: boolean;
  /** The only borough, or null for all. */
  borough: string | null;
  /** The only age band, or null for all. */
  age: string | null;
}

/** A view of the page: what is counted, and how it is shown. */
export interface View extends Filter {
  /** Whether one chart has the lines of all boroughs. */
  isTogether: boolean;
}
