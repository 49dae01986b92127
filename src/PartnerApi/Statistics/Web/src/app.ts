// The statistics page: signs in, sends queries, shows the results.

import { keepView, view } from './address';
import { source } from './chartFiles';
import { erase } from './charts';
import type { Dimension, Release, Tables, View } from './contract';
import { forgetDifferences, showDifferences } from './differences';
import { element, make } from './dom';
import { download } from './files';
import { chosen, isFirstView, isTogether, offer, onEvent, onTogether } from './form';
import { preview, releases, selectedDimensions, tables } from './gateway';
import { names } from './periods';
import { showReleases } from './releases';
import { Refusal } from './requests';
import * as session from './session';
import { hush, say, type Way } from './status';
import { showAges, showBoroughPeriods, showBoroughs, showPeriods } from './views';
import * as words from './words';

const data = element('data');
const signOut = element<HTMLButtonElement>('sign-out');
const signIn: Way = { text: 'Sign in', act: () => void session.signIn(view()) };

// A response is ignored if a newer query was sent.
let latest = 0;
let released: Release[] = [];
let opening: Release | null = null;
let shown: { view: View; tables: Tables } | null = null;

// After a sign-out, late answers and failures are ignored. A sign-in loads the page again.
let hasLeft = false;

async function start(): Promise<void> {
  signOut.addEventListener('click', leave);
  addEventListener('pagehide', session.end);
  addEventListener('pageshow', ({ persisted }) => persisted && location.reload()); // Without the tokens, it would show figures of a sign-in that has ended.
  element('filter').addEventListener('submit', (submitted) => answer(submitted, show));
  element('preview').addEventListener('submit', (submitted) => answer(submitted, showAccuracy));
  onEvent((event) => {
    element('accuracy').hidden = event === 'IN_FORCE';
  });
  // During a request, its end does this.
  onTogether(() => data.classList.contains('busy') || arrangeBoroughs());
  element('all-releases').addEventListener('click', () => void downloadAll('csv').catch(failed));
  element('all-releases-parquet').addEventListener('click', () => void downloadAll('parquet').catch(failed));
  element('dictionary').addEventListener('click', () => void download('data-dictionary.csv', 'data-dictionary.csv').catch(failed));
  try {
    await session.finishSignIn();
  } catch (error) {
    if (error instanceof session.SignInProblem) say(error.message, signIn, true);
    else if (error instanceof Refusal) say(error.sentence, signIn, true);
    else throw error;
    return;
  }
  if (!session.isSignedIn()) say('Sign in to see the statistics.', signIn);
  else await open();
}

function answer(submitted: Event, act: () => Promise<void>): void {
  submitted.preventDefault();
  void act().catch(failed);
}

const downloadAll = (type: string): Promise<void> => download(`releases.${type}`, `enrollment-${released[0]?.month}-to-${released.at(-1)?.month}.${type}`);

/** Loads the list of releases and shows everything. */
async function open(): Promise<void> {
  signOut.hidden = false;
  say('Loading…');
  try {
    const all = await releases();
    if (hasLeft) return;
    [opening, released] = [all.openingRelease, all.releases];
    if (released.length === 0) {
      say('Nothing has been released yet. A month appears here some time after it ends.');
      return;
    }
    offer(released);
    showReleases(body('releases'), opening, released, failed);
    data.hidden = false;
    await show();
  } catch (error) {
    failed(error);
  }
}

const keep = (view: View): void => keepView(isFirstView(view) ? null : view);

async function show(): Promise<void> {
  const sent = ++latest;
  const view = chosen();
  keep(view);
  data.classList.add('busy');
  try {
    const answered = await tables(view);
    if (sent !== latest) return;
    hush();
    shown = { view, tables: answered };
    showTables(view, answered);
  } catch (error) {
    if (sent === latest) throw error; // A failure of an earlier query says nothing about the figures that are shown.
  } finally {
    if (sent === latest) {
      data.classList.remove('busy');
      arrangeBoroughs();
    }
  }
}

function showTables(view: View, answered: Tables): void {
  const { total, periods, boroughs, ages } = answered;
  const lines = sourceOf(view);
  element('total-title').textContent = view.event === 'IN_FORCE' ? `In ${words.month(view.to)}` : 'Total';
  element('total-figure').textContent = total.cells[0] ? words.count(total.cells[0]) : words.tooImprecise;
  element('months-title').textContent = `By ${names[view.period]}`;
  showPeriods(body('months'), periods.cells, view, lines);
  showBoroughs(element('borough-sums'), boroughs.cells, view, lines, view.borough === null ? total.cells[0] : undefined);
  showAges(body('ages'), ages.cells, view, lines, view.age === null ? total.cells[0] : undefined);
  showDifferences(answered, view, failed);
  element('shown').textContent = `Shown: ${words.title(view)}, by ${names[view.period]}.`;
  element('meaning').textContent = view.event === null ? '' : words.meanings[view.event];
}

const sourceOf = (view: View): string[] => source(view, opening === null ? released : [opening, ...released]);

/** Draws the charts of the boroughs as selected, without a request. */
function arrangeBoroughs(): void {
  if (shown === null) return;
  shown.view = { ...shown.view, isTogether: isTogether() };
  keep(shown.view);
  showBoroughPeriods(body('boroughs'), shown.tables.boroughPeriods.cells, shown.view, sourceOf(shown.view));
}

async function showAccuracy(): Promise<void> {
  const view = chosen();
  const checked = [...document.querySelectorAll<HTMLInputElement>('#preview input:checked')].map(({ value }) => (value === 'PERIOD' ? view.period : value as Dimension));
  const by = [...checked, ...selectedDimensions(view)];
  const expected = await preview(by, view);
  if (hasLeft) return;
  const cells = expected.cells / (view.borough === null ? 1 : Object.keys(words.boroughs).length) / (view.age === null ? 1 : Object.keys(words.ages).length);
  hush();
  body('accuracy').replaceChildren(make(
    'p', {},
    `${words.number(cells)} ${cells === 1 ? 'cell' : 'cells'}, each with a margin of error of ± ${words.number(expected.marginOfError)}. `
    + (expected.smallestCount === 0 ? '' : `If the year before makes a count below ${words.number(expected.smallestCount)} likely, it is ${words.tooImprecise}.`),
  ));
}

const body = (section: string): HTMLElement => element(section).querySelector<HTMLElement>('.body')!;

function failed(error: unknown): void {
  data.classList.remove('busy');
  if (!(error instanceof Refusal)) throw error;
  if (hasLeft) return;
  if (error.code === 'UNAUTHENTICATED') {
    session.end();
    signOut.hidden = true;
  }
  const again: Way = data.hidden ? { text: 'Try again', act: () => void open() } : { text: 'Try again', act: () => void show().catch(failed) };
  const way = error.code === 'UNAUTHENTICATED' ? { text: 'Sign in again', act: () => void session.signIn(data.hidden ? view() : chosen()) } : ['NETWORK', 'UNAVAILABLE'].includes(error.code) ? again : null;
  say(error.sentence, way, true);
  element('status').focus();
}

function leave(): void {
  hasLeft = true;
  latest++;
  [shown, opening, released] = [null, null, []];
  session.signOut();
  keepView(null);
  data.hidden = true;
  signOut.hidden = true;
  erase(data);
  forgetDifferences();
  for (const part of data.querySelectorAll('.body, #borough-sums, #total-figure, #shown, #meaning, #from, #to')) part.replaceChildren();
  say('You are signed out.', signIn);
  element('status').focus();
}

await start();
