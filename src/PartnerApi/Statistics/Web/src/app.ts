// The statistics page: signs in, sends queries, shows the results.

import { keepView, view } from './address';
import type { Dimension, EnrollmentEvent, Filter, Release } from './contract';
import { element, make } from './dom';
import { download } from './files';
import { preview, Refusal, releases, tables } from './gateway';
import { showReleases } from './releases';
import * as session from './session';
import { hush, say, type Way } from './status';
import { erase } from './charts';
import { showAges, showBoroughMonths, showBoroughs, showMonths } from './views';
import * as words from './words';

const data = element('data');
const signOut = element<HTMLButtonElement>('sign-out');
const [from, to, event] = [element<HTMLSelectElement>('from'), element<HTMLSelectElement>('to'), element<HTMLSelectElement>('event')];
const signIn: Way = { text: 'Sign in', act: () => void session.signIn(view()) };

// A response is ignored if a newer query was sent.
let latest = 0;

async function start(): Promise<void> {
  signOut.addEventListener('click', leave);
  element('filter').addEventListener('submit', (submitted) => answer(submitted, show));
  element('preview').addEventListener('submit', (submitted) => answer(submitted, showAccuracy));
  element('dictionary').addEventListener('click', () => void download('data-dictionary.csv', 'data-dictionary.csv').catch(failed));
  try {
    await session.finishSignIn();
  } catch (error) {
    say(error instanceof session.SignInProblem ? error.message : 'The gateway cannot be reached. Check your connection and sign in again.', signIn, true);
    return;
  }
  if (session.token() === null) say('Sign in to see the statistics.', signIn);
  else await open();
}

function answer(submitted: Event, act: () => Promise<void>): void {
  submitted.preventDefault();
  void act().catch(failed);
}

/** Loads the list of releases and shows everything. */
async function open(): Promise<void> {
  signOut.hidden = false;
  say('Loading…');
  try {
    const released = await releases();
    if (released.length === 0) {
      say('Nothing has been released yet. A month appears here some time after it ends.');
      return;
    }
    offer(released);
    showReleases(body('releases'), released, failed);
    data.hidden = false;
    await show();
  } catch (error) {
    failed(error);
  }
}

function offer(released: Release[]): void {
  const months = released.map(({ month }) => month);
  for (const list of [from, to]) list.replaceChildren(...months.map((month) => make('option', { value: month }, words.month(month))));
  const last = view() ?? session.takeFilter();
  const whole = { from: months[0]!, to: months.at(-1)!, event: last?.event ?? null };
  const shown = last !== null && months.includes(last.from) && months.includes(last.to) ? last : whole;
  [from.value, to.value, event.value] = [shown.from, shown.to, shown.event ?? ''];
}

/** Whether this is the view of the plain address: all months and both events. */
const isFirstView = (filter: Filter): boolean => filter.event === null && filter.from === from.options[0]?.value && filter.to === to.options[to.options.length - 1]?.value;

async function show(): Promise<void> {
  const sent = ++latest;
  const filter = chosen();
  keepView(isFirstView(filter) ? null : filter);
  data.classList.add('busy');
  try {
    const { total, months, boroughs, boroughMonths, ages } = await tables(filter);
    if (sent !== latest) return;
    hush();
    element('total-figure').textContent = total.cells[0] ? words.count(total.cells[0]) : words.tooImprecise;
    showMonths(body('months'), months.cells, filter);
    showBoroughs(element('borough-sums'), boroughs.cells, filter);
    showBoroughMonths(body('boroughs'), boroughMonths.cells, filter);
    showAges(body('ages'), ages.cells, filter);
    element('shown').textContent = `Shown: ${words.title(filter)}.`;
  } finally {
    if (sent === latest) data.classList.remove('busy');
  }
}

async function showAccuracy(): Promise<void> {
  const by = [...document.querySelectorAll<HTMLInputElement>('#preview input:checked')].map((box) => box.value as Dimension);
  const expected = await preview(by, chosen());
  hush();
  body('accuracy').replaceChildren(make(
    'p', {},
    `${words.number(expected.cells)} ${expected.cells === 1 ? 'cell' : 'cells'}, each with a margin of error of ± ${words.number(expected.marginOfError)}. `
    + (expected.smallestCount === 0 ? '' : `If the year before makes a count below ${words.number(expected.smallestCount)} likely, it is ${words.tooImprecise}.`),
  ));
}

/** Returns the chosen view. If the range ends before it begins, swaps its ends. */
function chosen(): Filter {
  if (from.value > to.value) [from.value, to.value] = [to.value, from.value];
  return { from: from.value, to: to.value, event: event.value === '' ? null : (event.value as EnrollmentEvent) };
}

const body = (section: string): HTMLElement => element(section).querySelector<HTMLElement>('.body')!;

function failed(error: unknown): void {
  data.classList.remove('busy');
  if (!(error instanceof Refusal)) throw error;
  if (error.code === 'UNAUTHENTICATED') {
    session.expire();
    signOut.hidden = true;
  }
  const again: Way = data.hidden ? { text: 'Try again', act: () => void open() } : { text: 'Try again', act: () => void show().catch(failed) };
  const way = error.code === 'UNAUTHENTICATED' ? { ...signIn, text: 'Sign in again' } : ['NETWORK', 'UNAVAILABLE'].includes(error.code) ? again : null;
  say(error.sentence, way, true);
  element('status').focus();
}

function leave(): void {
  latest++;
  session.signOut();
  keepView(null);
  data.hidden = true;
  signOut.hidden = true;
  erase(data);
  for (const shown of data.querySelectorAll('.body, #borough-sums, #total-figure, #shown, #from, #to')) shown.replaceChildren();
  say('You are signed out.', signIn);
  element('status').focus();
}

await start();
