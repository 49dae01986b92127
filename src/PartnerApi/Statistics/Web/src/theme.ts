// The look of the charts. The colors come from the style sheet, which alone defines the light and dark colors.

export interface Theme {
  text: string;
  quiet: string;
  grid: string;
  line: string;
  band: string;
  paper: string;
  /** The colors of the lines in a chart with several. */
  lines: string[];
  /** Whether the window is as narrow as a phone's, also because of zoom. */
  isNarrow: boolean;
}

const dark = matchMedia('(prefers-color-scheme: dark)');
const still = matchMedia('(prefers-reduced-motion: reduce)');
const narrow = matchMedia('(max-width: 30rem)');

const themeOf = (value: (name: string) => string, isNarrow: boolean): Theme => ({
  text: value('--text'), quiet: value('--quiet'), grid: value('--grid'), line: value('--line'), band: value('--band'), paper: value('--paper'),
  lines: [1, 2, 3, 4, 5].map((index) => value(`--line-${index}`)), isNarrow,
});

/** The look of the page. */
export function theme(): Theme {
  const style = getComputedStyle(document.documentElement);
  return themeOf((name) => style.getPropertyValue(name).trim(), narrow.matches);
}

/** The look of a file: light, and wide. */
export function fileTheme(): Theme {
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
  // The dark colors are within media rules.
  const roots = rules.filter((rule) => rule instanceof CSSStyleRule).filter((rule) => rule.selectorText === ':root');
  const value = (name: string): string => {
    const set = roots.map((rule) => rule.style.getPropertyValue(name).trim()).filter((text) => text !== '').at(-1) ?? '';
    const other = /^var\((.+)\)$/.exec(set)?.[1];
    return other === undefined ? set : value(other);
  };
  return themeOf(value, false);
}

/** Whether animation is allowed. */
export const mayMove = (): boolean => !still.matches;

/** Calls back when a change of these affects the charts. */
export const onChange = (act: () => void): void => [dark, narrow].forEach((query) => query.addEventListener('change', act));
