import type { Answered } from './api.ts';
import { byId, el } from './dom.ts';
import type { Child } from './dom.ts';

/** Says what has come of it, where a screen reader hears it. */
export function announce(text: string): void {
  byId('status').textContent = text;
}

/** Says what has gone wrong. It stays until the next attempt. */
export function fail(...children: readonly Child[]): void {
  announce('');
  byId('trouble').replaceChildren(...children.filter((child) => child !== undefined));
}

export type Trouble = Extract<Answered<unknown>, { readonly kind: 'problem' }>;

/** Says in the app's own words what it refuses. Typed text stays. */
export function refuse({ status, text }: Trouble, what?: string, signInAgain?: () => void): void {
  const said = status === 401 ? 'You have to sign in again.' : text;
  const failed = what === undefined ? said : `${what}: ${said}`;
  if (status !== 401 || !signInAgain) return fail(failed);
  const button = el('button', { type: 'button' }, 'Sign in again');
  button.addEventListener('click', signInAgain);
  fail(failed, ' ', button);
}
