import { logoutAddress } from './logout-address.ts';
import { redirectUri } from './sign-in.ts';
import type { SignInConfig } from './sign-in.ts';

/** Outlasts the way to Entra and back: the page would else begin to sign in at once. */
const signedOutKey = 'phiwatch.signed-out';

/** Leaves for Entra, which ends the session. The page that showed data is no longer what "back" leads to. */
export function signOut({ authority }: SignInConfig): void {
  sessionStorage.setItem(signedOutKey, 'yes');
  location.replace(logoutAddress(authority, redirectUri()));
}

export function isSignedOut(): boolean {
  return sessionStorage.getItem(signedOutKey) !== null;
}

/** Whoever asks to sign in is no longer signed out. */
export function endSignedOut(): void {
  sessionStorage.removeItem(signedOutKey);
}
