// The status message of the page.

import { element } from './dom';

const box = element('status');
const text = element('status-text');
const action = element<HTMLButtonElement>('status-action');
let act: (() => void) | null = null;

action.addEventListener('click', () => act?.());

/** The button's text and action. */
export interface Way {
  text: string;
  act: () => void;
}

/** Shows a message, with a button if an action is given. */
export function say(sentence: string, way: Way | null = null, isBad = false): void {
  box.hidden = false;
  box.classList.toggle('bad', isBad);
  text.textContent = sentence;
  action.hidden = way === null;
  action.textContent = way?.text ?? '';
  act = way?.act ?? null;
}

/** Hides the message. */
export function hush(): void {
  box.hidden = true;
}
