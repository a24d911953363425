import type { Answered } from './api.ts';
import { byId, el } from './dom.ts';
import type { Child } from './dom.ts';

/** What has come of it, said where a screen reader hears it. */
export function announce(text: string): void {
  byId('status').textContent = text;
}

/** What has gone wrong; nothing takes it away again. */
export function fail(...children: readonly Child[]): void {
  announce('');
  byId('trouble').replaceChildren(...children.filter((child) => child !== undefined));
}

export type Trouble = Extract<Answered<unknown>, { readonly kind: 'problem' }>;

/** What the app refuses, in its own words. Typed text stays. */
export function refuse({ status, text }: Trouble, what?: string, signInAgain?: () => void): void {
  const said = status === 401 ? 'Your sign-in has ended.' : text;
  const failed = what === undefined ? said : `${what}: ${said}`;
  if (status !== 401 || !signInAgain) return fail(failed);
  const button = el('button', { type: 'button' }, 'Sign in again');
  button.addEventListener('click', signInAgain);
  fail(failed, ' ', button);
}
