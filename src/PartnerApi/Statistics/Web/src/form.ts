// The controls that select the view.

import { view } from './address';
import type { EnrollmentEvent, Month, Period, Release, View } from './contract';
import { element, make } from './dom';
import * as session from './session';
import * as words from './words';

const [from, to] = [element<HTMLSelectElement>('from'), element<HTMLSelectElement>('to')];
const [event, period] = [element<HTMLSelectElement>('event'), element<HTMLSelectElement>('period')];
const [apart, together] = [element<HTMLInputElement>('apart'), element<HTMLInputElement>('together')];

/** Offers the released months, and selects the view of the address, or the one before the sign-in. */
export function offer(released: Release[]): void {
  const months = released.map(({ month }) => month);
  for (const list of [from, to]) list.replaceChildren(...months.map((month) => make('option', { value: month }, words.month(month))));
  const last = view() ?? session.takeView();
  const isReleased = (month: Month | undefined): boolean => month !== undefined && months.includes(month);
  const range = last !== null && isReleased(last.from) && isReleased(last.to) ? last : { from: months[0]!, to: months.at(-1)! };
  [from.value, to.value, event.value, period.value] = [range.from, range.to, last?.event ?? '', last?.period ?? 'MONTH'];
  [apart.checked, together.checked] = [!last?.isTogether, last?.isTogether ?? false];
}

/** Returns the selected view. If the range ends before it begins, swaps its ends. */
export function chosen(): View {
  if (from.value > to.value) [from.value, to.value] = [to.value, from.value];
  return {
    from: from.value,
    to: to.value,
    event: event.value === '' ? null : (event.value as EnrollmentEvent),
    period: period.value as Period,
    isTogether: isTogether(),
  };
}

/** Whether this is the view of the plain address: all months, both events, and a chart for each borough. */
export const isFirstView = (shown: View): boolean =>
  shown.event === null && shown.period === 'MONTH' && !shown.isTogether
  && shown.from === from.options[0]?.value && shown.to === to.options[to.options.length - 1]?.value;

/** Whether all boroughs are in one chart. */
export const isTogether = (): boolean => together.checked;

/** Calls back when another kind of charts of boroughs is selected. */
export const onTogether = (act: () => void): void => [apart, together].forEach((radio) => radio.addEventListener('change', act));
