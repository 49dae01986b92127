// The types of the gateway's responses, from schema/analyst.graphql.

export type Dimension = 'MONTH' | 'BOROUGH' | 'AGE_BAND';
export type Month = string;
export type EnrollmentEvent = 'ISSUED' | 'RENEWED';

export interface Cell {
  month: Month | null;
  borough: string | null;
  ageBand: string | null;
  marginOfError: number;
  /** Null if too imprecise, like the others below. */
  count: number | null;
  estimate: number | null;
  /** The interval of the true count. */
  low: number | null;
  high: number | null;
}

export interface Table {
  cells: Cell[];
}

/** The tables of the page for one range and event. */
export interface Tables {
  total: Table;
  months: Table;
  boroughs: Table;
  boroughMonths: Table;
  ages: Table;
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

/** The range and event of a query; both ends are included. */
export interface Filter {
  from: Month;
  to: Month;
  /** Null for the sum of both events. */
  event: EnrollmentEvent | null;
}
