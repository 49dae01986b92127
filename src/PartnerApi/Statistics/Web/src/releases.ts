// The list of releases and their files.

import type { Release } from './contract';
import { button, type Head, table } from './dom';
import { download } from './files';
import * as words from './words';

const heads: Head[] = [
  { title: 'Month' }, { title: 'Published' }, { title: 'ε', isNumber: true }, { title: 'Lifetime ε', isNumber: true }, { title: 'Budget left (ε)', isNumber: true },
  { title: 'Mechanism' }, { title: 'File' },
];

/** Shows the list, newest first. The last is the release of the cards in force before the first month. */
export function showReleases(into: HTMLElement, opening: Release | null, releases: Release[], failed: (error: unknown) => void): void {
  const rows = [...releases].reverse().concat(opening ?? []).map((release) => [
    `${words.month(release.month)}${release === opening ? ' (cards in force)' : ''}`,
    words.day(release.publishedOn),
    words.epsilon(release.epsilonMillionths),
    words.epsilon(release.lifetimeEpsilonMillionths),
    words.epsilon(release.budgetLeftMillionths),
    release.mechanism,
    button('CSV', `${words.month(release.month)} as CSV`, () => void download(`releases/${release.month}.csv`, `enrollment-${release.month}.csv`).catch(failed)),
  ]);
  into.replaceChildren(table('Releases, newest first', heads, rows));
}
