// Compares two counts of the shown tables: is their difference more than noise?

import type { Cell, ComparableTable, Filter, Tables } from './contract';
import { element, make } from './dom';
import { marginBetween } from './gateway';
import { label, months, names } from './periods';
import * as words from './words';

const [kind, first, second] = [element<HTMLSelectElement>('compare-kind'), element<HTMLSelectElement>('compare-first'), element<HTMLSelectElement>('compare-second')];
const answer = element('difference');

/** Counts that can be compared with each other. */
interface Choice extends ComparableTable {
  /** Such as "Two quarters". */
  title: string;
  nameOf(cell: Cell): string;
  /** The word before the name in a sentence. */
  before: string;
  /** The places of the counts that are selected at first. */
  initial: [number, number];
}

let choices: Choice[] = [];

let shown: Filter | null = null;
let failed: (error: unknown) => void;

// A response is ignored if another comparison was selected.
let latest = 0;

kind.addEventListener('change', offer);
for (const list of [first, second]) list.addEventListener('change', tell);

/** Offers the counts of the tables, and keeps the selection if it is still offered. */
export function showDifferences({ periods, boroughs, ages }: Tables, filter: Filter, onFailure: (error: unknown) => void): void {
  [shown, failed] = [filter, onFailure];
  const { period } = filter;
  choices = [
    { ...periods, title: `Two ${names[period]}s`, nameOf: (cell) => label(cell, period), before: 'in', initial: [periods.cells.length - 1, Math.max(0, periods.cells.length - 2)] },
    { ...boroughs, title: 'Two boroughs', nameOf: words.boroughOf, before: 'in', initial: [0, 1] },
    { ...ages, title: 'Two age groups', nameOf: words.ageOf, before: 'at age', initial: [0, 1] },
  ];
  fill(kind, choices.map(({ title }) => title), kind.selectedIndex < 0 ? 0 : kind.selectedIndex);
  offer();
}

/** Whether counts of different periods have months in common, as running totals and cards in force do. */
const haveCommonMonths = (): boolean => shown?.event === 'IN_FORCE' || shown?.isRunning === true;

/** Removes the counts from the page. */
export function forgetDifferences(): void {
  choices = [];
  latest++;
  for (const part of [kind, first, second, answer]) part.replaceChildren();
}

function offer(): void {
  const choice = choices[kind.selectedIndex];
  if (choice === undefined) return;
  const [before, after] = [first.value, second.value];
  const all = choice.cells.map(choice.nameOf);
  const at = (name: string, otherwise: number): number => (all.includes(name) ? all.indexOf(name) : otherwise);
  fill(first, all, at(before, choice.initial[0]));
  fill(second, all, at(after, choice.initial[1]));
  tell();
}

const fill = (list: HTMLSelectElement, texts: string[], selected: number): void => {
  list.replaceChildren(...texts.map((text) => make('option', { value: text }, text)));
  list.selectedIndex = selected;
};

function tell(): void {
  const choice = choices[kind.selectedIndex];
  const [one, other] = [choice?.cells[first.selectedIndex], choice?.cells[second.selectedIndex]];
  const told = ++latest;
  if (!choice || !one || !other) return;
  if (choice !== choices[0] || one === other || !haveCommonMonths()) {
    answer.textContent = sentence(choice, one, other);
    return;
  }

  // The margin depends on the months between the two.
  answer.textContent = '';
  void marginBetween(shown!, [one.to, other.to]).then((marginOfDifference) => {
    if (told === latest) answer.textContent = sentence({ ...choice, marginOfDifference }, one, other);
  }).catch((error: unknown) => {
    if (told === latest) failed(error);
  });
}

function sentence({ cells, marginOfDifference, nameOf, before }: Choice, one: Cell, other: Cell): string {
  if (cells.length < 2) return 'There is only one to compare. Choose a longer range.';
  if (one === other || marginOfDifference === null) return 'Choose two different ones.';
  const vague = [one, other].filter((cell) => cell.estimate === null).map(nameOf);
  if (vague.length > 0) return `${vague.join(' and ')}: ${words.tooImprecise} to compare.`;
  const figure = (cell: Cell): string => `${words.number(cell.count!)} ${before} ${nameOf(cell)}`;
  const difference = one.estimate! - other.estimate!;
  const lengths = [one, other].map(months);
  return [
    `${figure(one)} − ${figure(other)}: a difference of ${words.difference(difference)}, margin of error ± ${words.number(marginOfDifference)} (95 %).`,
    ...(lengths[0] === lengths[1] || haveCommonMonths() ? [] : [`The two have a different number of months: ${lengths.join(' and ')}.`]),
    Math.abs(difference) > marginOfDifference
      ? 'The difference is larger. Without a true difference, noise alone exceeds this margin in about 5 of 100 comparisons.'
      : 'Noise alone can explain the difference.',
  ].join(' ');
}
