// The list of releases and their files.

import type { Release } from './contract';
import { button, type Head, make, table } from './dom';
import { file } from './gateway';
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
    button('CSV', `${words.month(release.month)} as CSV`, () => void save(`releases/${release.month}.csv`, `enrollment-${release.month}.csv`).catch(failed)),
  ]);
  into.replaceChildren(table('Releases, newest first', heads, rows));
}

/** Downloads a file with the token, which a plain link cannot send, and saves it. */
export async function save(path: string, name: string): Promise<void> {
  const address = URL.createObjectURL(await file(path));
  make('a', { href: address, download: name }).click();
  URL.revokeObjectURL(address);
}
