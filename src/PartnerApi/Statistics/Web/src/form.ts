// The controls that select the view.

import { view } from './address';
import type { Counted, Month, Period, Release, View } from './contract';
import { element, make } from './dom';
import * as words from './words';

const [from, to] = [element<HTMLSelectElement>('from'), element<HTMLSelectElement>('to')];
const [event, period] = [element<HTMLSelectElement>('event'), element<HTMLSelectElement>('period')];
const [borough, age, total] = [element<HTMLSelectElement>('borough'), element<HTMLSelectElement>('age'), element<HTMLSelectElement>('sum')];
const [apart, together] = [element<HTMLInputElement>('apart'), element<HTMLInputElement>('together')];

/** Offers the released months, and selects the view of the address. */
export function offer(released: Release[]): void {
  const months = released.map(({ month }) => month);
  fill(borough, 'All', words.boroughs);
  fill(age, 'All', words.ages);
  for (const list of [from, to]) list.replaceChildren(...months.map((month) => make('option', { value: month }, words.month(month))));
  const last = view();
  const isReleased = (month: Month | undefined): boolean => month !== undefined && months.includes(month);
  const range = last !== null && isReleased(last.from) && isReleased(last.to) ? last : { from: months[0]!, to: months.at(-1)! };
  [from.value, to.value, event.value, period.value] = [range.from, range.to, last?.event ?? '', last?.period ?? 'MONTH'];
  event.dispatchEvent(new Event('change'));
  [borough.value, age.value, total.value] = [last?.borough ?? '', last?.age ?? '', last?.isRunning ? 'running' : ''];
  [apart.checked, together.checked] = [!last?.isTogether, last?.isTogether ?? false];
}

const fill = (list: HTMLSelectElement, all: string, names: Record<string, string>): void =>
  list.replaceChildren(make('option', { value: '' }, all), ...Object.entries(names).map(([value, name]) => make('option', { value }, name)));

/** Returns the selected view. If the range ends before it begins, swaps its ends. */
export function chosen(): View {
  if (from.value > to.value) [from.value, to.value] = [to.value, from.value];
  return {
    from: from.value,
    to: to.value,
    event: event.value === '' ? null : (event.value as Counted),
    period: period.value as Period,
    // Cards in force have no sums over months.
    isRunning: total.value === 'running' && event.value !== 'IN_FORCE',
    borough: borough.value === '' ? null : borough.value,
    age: age.value === '' ? null : age.value,
    isTogether: isTogether(),
  };
}

/** Whether this is the view of the plain address: all months, issued and renewed cards, and a chart for each borough. */
export const isFirstView = (shown: View): boolean =>
  shown.event === null && shown.period === 'MONTH' && !shown.isTogether && !shown.isRunning && shown.borough === null && shown.age === null
  && shown.from === from.options[0]?.value && shown.to === to.options[to.options.length - 1]?.value;

/** Whether all boroughs are in one chart. */
export const isTogether = (): boolean => together.checked;

/** Calls back when another kind of charts of boroughs is selected. */
export const onTogether = (act: () => void): void => [apart, together].forEach((radio) => radio.addEventListener('change', act));

/** Calls back when other cards are selected. Cards in force have no sums over months. */
export function onEvent(act: (event: string) => void): void {
  event.addEventListener('change', () => {
    total.disabled = event.value === 'IN_FORCE';
    act(event.value);
  });
}
