// The explorer's page: signing in, the caller, and the examples. The editor is in a file of its own, because it is large.

import { type Answer, type Example, examples, open, Refusal, send, type Session, tokenFor } from './gateway';
import type { Editor, show } from './graphiql';

/** The element with this id; throws if the page does not have it. */
function element<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no element ${id}.`);
  return found as T;
}

const clients = document.querySelector<HTMLElement>('[data-secret]');
const token = element<HTMLTextAreaElement>('token');
const seconds = 1000;
const minutes = 60 * seconds;

let session: Session | null = null;
let editor: Promise<Editor> | null = null;

function report(message: string): void {
  const status = element('status');
  status.textContent = message;
  status.hidden = message === '';
}

/** Runs an action of the user, and shows its failure. Buttons are disabled meanwhile, so that a second click does not start it twice. */
async function act(action: () => Promise<void>): Promise<void> {
  report('');
  const buttons = [...document.querySelectorAll<HTMLButtonElement>('#sign-in button, #caller button')];
  for (const button of buttons) button.disabled = true;
  try {
    await action();
  } catch (error) {
    if (!(error instanceof Refusal)) console.error(error);
    report(error instanceof Refusal ? error.message : 'The page failed. Reload it, and sign in again.');
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

/** Signs in with a token, or continues with a new token of the same client. */
async function use(text: string): Promise<void> {
  const opened = await open(text);
  if (session !== null && session.caller.client !== opened.caller.client) {
    throw new Refusal(`This token is for the client ${opened.caller.client}. Sign out first.`);
  }
  const isNew = session === null;
  session = opened;
  token.value = '';
  const { client, partner, audience } = opened.caller;
  for (const [id, value] of Object.entries({ client, partner, audience })) element(id).textContent = value;
  element('sign-in').hidden = true;
  for (const id of ['caller', 'workspace']) element(id).hidden = false;
  showValidity();
  if (isNew) await begin(opened);
}

async function begin({ caller }: Session): Promise<void> {
  document.body.classList.add('signed-in');
  await addStyle('assets/graphiql.css');
  const graphiql = (await import('./graphiql.js' as string)) as { show: typeof show };
  editor = graphiql.show(element('editor'), execute);
  const own = (await examples()).filter(({ audience }) => audience === caller.audience || audience === 'everyone');
  element('example-list').replaceChildren(...own.map(item));
  await editor;
  element('main').focus();
}

const addStyle = (href: string): Promise<unknown> =>
  new Promise((loaded, failed) => {
    const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href, onload: loaded, onerror: failed });
    document.head.append(link);
  });

/** Sends a request of the editor. The editor shows the gateway's errors unchanged. */
async function execute(request: unknown): Promise<Answer> {
  const { answer, response } = await send(session?.token ?? '', request);
  if (response.status === 401) report('The gateway no longer accepts the token. Get a new one.');
  return answer;
}

function item(example: Example): HTMLLIElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = example.title;
  button.addEventListener('click', async () => {
    (await editor)?.fill(example.query, fillIn(example.variables));
    element('editor').scrollIntoView({ block: 'nearest' });
  });
  const entry = document.createElement('li');
  entry.append(button);
  return entry;
}

/** The variables with a new idempotency key, and with a benefit that the caller offers. */
function fillIn(variables: string): string {
  if (variables === '') return '';
  const own = session?.caller.benefits ?? [];
  const filled = JSON.parse(variables, (name, value: unknown) => {
    if (name === 'idempotencyKey') return randomKey();
    return name === 'benefit' && !own.includes(value as string) ? (own[0] ?? value) : value;
  }) as unknown;
  return JSON.stringify(filled, null, 2);
}

// Not crypto.randomUUID, which pages without https lack.
const randomKey = (): string => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

function showValidity(): void {
  if (session === null) return;
  const left = session.ends - performance.now();
  const time = left >= 2 * minutes ? `${Math.floor(left / minutes)} minutes` : `${Math.max(1, Math.floor(left / seconds))} seconds`;
  const text = left > 0 ? `The token is valid for ${time}.` : 'The token has expired. Get a new one.';
  const validity = element('validity');
  if (validity.textContent !== text) validity.textContent = text;
}

for (const button of clients?.querySelectorAll<HTMLButtonElement>('[data-client]') ?? []) {
  button.addEventListener('click', () => act(async () => use(await tokenFor(button.dataset.client ?? '', clients?.dataset.secret ?? ''))));
}
element('paste').addEventListener('submit', (event) => {
  event.preventDefault();
  void act(() => use(token.value.replace(/\s+/g, '')));
});
element('renew').addEventListener('click', () => act(async () => {
  const client = session?.caller.client ?? '';
  if (clients?.querySelector(`[data-client="${CSS.escape(client)}"]`)) {
    await use(await tokenFor(client, clients.dataset.secret ?? ''));
  } else {
    element('sign-in').hidden = false;
    token.focus();
  }
}));

// A new page knows nothing of this one: token, variables, and responses are gone.
element('sign-out').addEventListener('click', () => location.reload());
setInterval(showValidity, seconds);
