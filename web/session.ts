import type { Api } from './api.ts';
import type { Caller } from './caller.ts';
import { byId } from './dom.ts';
import type { SignInConfig } from './sign-in.ts';
import type { People } from './words.ts';

/** Holds what the page works with while somebody is signed in. */
export interface Session {
  readonly api: Api;
  readonly signing: SignInConfig;
  /** As the token has it: what the app says comes with its answers. */
  readonly caller: Caller | undefined;
  readonly signInAgain: () => void;
}

/** Shows in the head who is signed in, and as what. */
export function showCaller(caller: Caller | undefined, people: People = {}): void {
  const who = byId('who');
  if (!caller) return who.replaceChildren();
  const { objectId, roles } = caller;
  const name = people[objectId] ?? caller.name;
  const held = roles.join(', ') || 'somebody without a role';
  who.title = objectId;
  who.textContent = name === undefined ? `Signed in as ${held}` : `${name} · ${held}`;
}
