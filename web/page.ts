import type { ResponseAnswer } from '../src/response/responses/index.ts';
import { decisionsOf, othersOf } from './actions.ts';
import type { Action } from './actions.ts';
import { config, createApi } from './api.ts';
import type { Answered, Api } from './api.ts';
import { byId, el } from './dom.ts';
import { formOf } from './form.ts';
import { historyOf } from './history.ts';
import { signIn, tokenOfReturn } from './sign-in.ts';
import type { SignInConfig } from './sign-in.ts';
import { endSignedOut, isSignedOut, signOut } from './sign-out.ts';
import { findingOf, listOf } from './view.ts';

/** How often a response that changes by itself is read again. */
const pollMs = 2_000;
/** Statuses that change by themselves. */
const passing = new Set(['decided', 'written', 'waiting']);

await begin();

/** Signs in, and shows what the address asks for. Whoever opens the page decides nothing by it. */
async function begin(): Promise<void> {
  const found = await config();
  if (found.kind === 'problem') return fail(found.text);
  if (isSignedOut()) return showSignedOut(found.value);
  try {
    const token = await tokenOfReturn(found.value);
    if (token === undefined) {
      announce('Redirecting to sign-in …');
      return await signIn(found.value);
    }
    const api = createApi(token);
    offerSignOut(api, found.value);
    await show(api, found.value);
  } catch (error) {
    fail(`You are not signed in: ${error instanceof Error ? error.message : String(error)}`);
    offerSignIn(found.value);
  }
}

async function show(api: Api, signing: SignInConfig): Promise<void> {
  const id = new URLSearchParams(location.search).get('response');
  if (id === null) {
    const open = await api.open();
    if (open.kind === 'problem') return refuse(open, signing);
    announce('');
    return byId('content').replaceChildren(listOf(open.value.responses));
  }
  await showResponse(id, api, signing);
}

/** Shows a response, and follows it as long as it changes by itself. */
async function showResponse(id: string, api: Api, signing: SignInConfig, said = ''): Promise<void> {
  const found = await api.response(id);
  if (found.kind === 'problem') return refuse(found, signing);
  announce(said);
  render(found.value, id, api, signing);
  if (passing.has(found.value.response.remediation?.status ?? '')) void follow(found.value, id, api, signing);
}

/** Looks until something has happened to it. */
async function follow(
  { response: { step } }: ResponseAnswer,
  id: string,
  api: Api,
  signing: SignInConfig,
): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, pollMs);
  });
  // Something else is shown by now.
  if (byId('content').dataset['step'] !== String(step)) return;
  const found = await api.response(id);
  if (found.kind === 'problem') return refuse(found, signing);
  const { response } = found.value;
  if (response.step !== step) {
    announce('Updated.');
    render(found.value, id, api, signing);
  }
  if (passing.has(response.remediation?.status ?? '')) await follow(found.value, id, api, signing);
}

function render(view: ResponseAnswer, id: string, api: Api, signing: SignInConfig): void {
  const { response } = view;
  document.title = `${response.drift.title} - phiwatch`;
  const act = (action: Action) => formOf(action, (body) => void send(action, body, { id, api, signing }));
  const isAllowed = ({ name }: Action): boolean => view.may.some((each) => each === name);
  const wanted = decisionsOf(response);
  const decisions = wanted.filter(isAllowed);
  const others = othersOf(response).filter(isAllowed);
  const content = byId('content');
  content.dataset['step'] = String(response.step);
  content.replaceChildren(
    findingOf(view),
    ...(decisions.length === 0 ? [] : [section('Decide', ...decisions.map(act))]),
    ...(decisions.length < wanted.length
      ? [el('p', { class: 'small' }, notYours(wanted.filter((each) => !isAllowed(each))))]
      : []),
    ...(others.length === 0
      ? []
      : [
          section(
            'Other actions',
            ...others.map((action) => el('details', {}, el('summary', {}, action.title), act(action))),
          ),
        ]),
    historyOf(view),
    el('p', {}, el('a', { href: location.pathname }, 'Open findings')),
  );
}

function notYours(actions: readonly Action[]): string {
  return `Your roles do not let you: ${actions.map(({ title }) => title.toLowerCase()).join(', ')}.`;
}

function section(title: string, ...children: readonly Node[]): HTMLElement {
  const id = title.toLowerCase().replaceAll(' ', '-');
  return el('section', { 'aria-labelledby': id }, el('h2', { id }, title), ...children);
}

/** Posts what a person has decided, and shows what has come of it. */
async function send(
  action: Action,
  body: object,
  { id, api, signing }: { readonly id: string; readonly api: Api; readonly signing: SignInConfig },
): Promise<void> {
  const buttons = document.querySelectorAll<HTMLButtonElement>('main button');
  for (const button of buttons) button.disabled = true;
  fail('');
  announce('Sending …');
  const answered = await api.decide(id, action.path, body);
  for (const button of buttons) button.disabled = false;
  if (answered.kind === 'problem') return refuse(answered, signing, action.title);
  await showResponse(id, api, signing, `Done: ${action.title}.`);
  byId('status').focus();
}

/** Shows the app's own words for a refusal. Typed text stays. */
function refuse(
  { status, text }: Extract<Answered<unknown>, { kind: 'problem' }>,
  signing: SignInConfig,
  what?: string,
): void {
  fail(what === undefined ? text : `${what} - ${text}`);
  if (what !== undefined) byId('trouble').focus();
  if (status === 401) offerSignIn(signing);
}

/** Nothing of what was shown outlasts the sign-out, not even while Entra takes its time to answer. */
function offerSignOut(api: Api, signing: SignInConfig): void {
  const button = byId('sign-out');
  button.hidden = false;
  button.addEventListener('click', () => {
    api.forget();
    button.hidden = true;
    fail('');
    announce('Redirecting to sign-out …');
    document.title = 'phiwatch';
    byId('content').replaceChildren();
    delete byId('content').dataset['step'];
    signOut(signing);
  });
}

function showSignedOut(signing: SignInConfig): void {
  const button = el('button', { type: 'button' }, 'Sign in');
  button.addEventListener('click', () => {
    endSignedOut();
    void signIn(signing);
  });
  announce('');
  byId('content').replaceChildren(
    el('h1', {}, 'You are signed out'),
    el('p', {}, 'Close the browser if others use this computer.'),
    el('p', {}, button),
  );
}

function offerSignIn(signing: SignInConfig): void {
  const button = el('button', { type: 'button' }, 'Sign in again');
  button.addEventListener('click', () => void signIn(signing));
  byId('trouble').append(' ', button);
}

function announce(text: string): void {
  byId('status').textContent = text;
}

function fail(text: string): void {
  announce('');
  byId('trouble').textContent = text;
}
