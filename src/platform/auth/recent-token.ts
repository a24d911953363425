import { datedBackSeconds, toleranceSeconds } from './token-validator.ts';

/**
 * Says why a token is too old to approve with; undefined: it is recent. A token keeps the roles of when it was issued: whoever has lost one,
 * or has left, holds it for up to 28 hours. A new token shows what they may do now.
 * https://learn.microsoft.com/entra/identity-platform/access-tokens#token-lifetime
 * @param minutes the greatest age
 */
export function whyNotRecent(issuedAt: Date, minutes: number, now: Date): string | undefined {
  const latest = issuedAt.getTime() + (datedBackSeconds + toleranceSeconds + minutes * 60) * 1000;
  return now.getTime() > latest
    ? `the token is older than ${minutes} minutes: it takes a new one to approve`
    : undefined;
}
