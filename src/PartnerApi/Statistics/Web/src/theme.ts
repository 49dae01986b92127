// The colors of the pictures, taken from the style sheet, so that light and dark are told in one place.

export interface Theme {
  text: string;
  quiet: string;
  grid: string;
  line: string;
  band: string;
  paper: string;
}

export function theme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const value = (name: string): string => style.getPropertyValue(name).trim();
  return { text: value('--text'), quiet: value('--quiet'), grid: value('--grid'), line: value('--line'), band: value('--band'), paper: value('--paper') };
}

const dark = matchMedia('(prefers-color-scheme: dark)');
const still = matchMedia('(prefers-reduced-motion: reduce)');

const narrow = matchMedia('(max-width: 30rem)');

/** Whether pictures may move. */
export const mayMove = (): boolean => !still.matches;

/** Whether the window is a phone's, or enlarged so far that it is as if. */
export const isNarrow = (): boolean => narrow.matches;

/** Calls back when any of these has changed what a picture looks like. */
export const onChange = (act: () => void): void => [dark, narrow].forEach((query) => query.addEventListener('change', act));
