// The list of releases and their files.

import type { Release } from './contract';
import { button, type Head, table } from './dom';
import { download } from './files';
import * as words from './words';

const heads: Head[] = [
  { title: 'Month' }, { title: 'Published' }, { title: 'ε', isNumber: true }, { title: 'Lifetime ε', isNumber: true }, { title: 'Budget left (ε)', isNumber: true },
  { title: 'Mechanism' }, { title: 'File' },
];

/** Shows the list, newest first. */
export function showReleases(into: HTMLElement, releases: Release[], failed: (error: unknown) => void): void {
  const rows = [...releases].reverse().map((release) => [
    words.month(release.month),
    words.day(release.publishedOn),
    words.epsilon(release.epsilonMillionths),
    words.epsilon(release.lifetimeEpsilonMillionths),
    words.epsilon(release.budgetLeftMillionths),
    release.mechanism,
    button('CSV', `${words.month(release.month)} as CSV`, () => void download(`releases/${release.month}.csv`, `enrollment-${release.month}.csv`).catch(failed)),
  ]);
  into.replaceChildren(table('Releases, newest first', heads, rows));
}
