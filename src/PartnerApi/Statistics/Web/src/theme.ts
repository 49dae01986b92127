// The colors of the charts. They come from the style sheet, which alone defines the light and dark colors.

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

/** Whether animation is allowed. */
export const mayMove = (): boolean => !still.matches;

/** Whether the window is as narrow as a phone's, also because of zoom. */
export const isNarrow = (): boolean => narrow.matches;

/** Calls back when a change of these affects the charts. */
export const onChange = (act: () => void): void => [dark, narrow].forEach((query) => query.addEventListener('change', act));
