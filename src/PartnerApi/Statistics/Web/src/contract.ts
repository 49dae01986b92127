// What the gateway answers, as schema/analyst.graphql says it.

export type Dimension = 'MONTH' | 'BOROUGH' | 'AGE_BAND';
export type Month = string;
export type EnrollmentEvent = 'ISSUED' | 'RENEWED';

export interface Cell {
  month: Month | null;
  borough: string | null;
  ageBand: string | null;
  /** Null: too small to tell. */
  count: number | null;
  marginOfError: number;
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

/** What a question is about; both ends are included. */
export interface Filter {
  from: Month;
  to: Month;
  /** Null: both events, summed. */
  event: EnrollmentEvent | null;
}
