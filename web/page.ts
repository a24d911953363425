import { config, createApi } from './api.ts';
import { callerOf } from './caller.ts';
import { byId, el } from './dom.ts';
import { announce, fail } from './messages.ts';
import { navigate } from './navigate.ts';
import { showCaller } from './session.ts';
import { signIn, tokenOfReturn } from './sign-in.ts';
import type { SignInConfig } from './sign-in.ts';
import { endSignedOut, isSignedOut, signOut } from './sign-out.ts';

announce('Loading …');
await begin();

/** Signs in, and shows what the address asks for. */
async function begin(): Promise<void> {
  const found = await config();
  if (found.kind === 'problem') return fail(found.text);
  const signing = found.value;
  if (isSignedOut()) return showSignedOut(signing);
  let token: string | undefined;
  try {
    token = await tokenOfReturn(signing);
  } catch (error) {
    return offerSignIn(signing, error);
  }
  if (token !== undefined) return showSignedIn(token, signing);
  announce('Redirecting to sign-in …');
  await signIn(signing);
}

function showSignedIn(token: string, signing: SignInConfig): void {
  const api = createApi(token);
  const caller = callerOf(token);
  showCaller(caller);
  addEventListener('unhandledrejection', (event) => {
    event.preventDefault();
    fail(`This page cannot show what the app answered: ${reasonOf(event.reason)}.`);
  });
  const close = navigate({ api, signing, caller, signInAgain: () => void signIn(signing) });
  const button = byId('sign-out');
  button.hidden = false;
  // Nothing of what was shown outlasts the sign-out, not even while Entra takes its time to answer.
  button.addEventListener('click', () => {
    api.forget();
    close();
    button.hidden = true;
    showCaller(undefined);
    fail();
    announce('Redirecting to sign-out …');
    document.title = 'phiwatch';
    byId('content').replaceChildren();
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

function offerSignIn(signing: SignInConfig, error: unknown): void {
  const button = el('button', { type: 'button' }, 'Sign in again');
  button.addEventListener('click', () => void signIn(signing));
  fail(`You are not signed in. ${reasonOf(error)}`, ' ', button);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
