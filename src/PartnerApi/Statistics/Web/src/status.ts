// The one place where the page says how it stands.

import { element } from './dom';

const box = element('status');
const text = element('status-text');
const action = element<HTMLButtonElement>('status-action');
let act: (() => void) | null = null;

action.addEventListener('click', () => act?.());

/** What the button says and does. */
export interface Way {
  text: string;
  act: () => void;
}

/** Says something; with a way on, if there is one. */
export function say(sentence: string, way: Way | null = null, isBad = false): void {
  box.hidden = false;
  box.classList.toggle('bad', isBad);
  text.textContent = sentence;
  action.hidden = way === null;
  action.textContent = way?.text ?? '';
  act = way?.act ?? null;
}

/** Says nothing more. */
export function hush(): void {
  box.hidden = true;
}
