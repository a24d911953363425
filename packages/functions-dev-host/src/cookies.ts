/** The `Set-Cookie` header of a cookie that a function answered (RFC 6265, section 4.1). */
import type { HttpCookie } from './core-types.ts';

const sameSite = { lax: 'Lax', strict: 'Strict', explicitNone: 'None' } as const;

export function setCookie(cookie: HttpCookie): string {
  const parts = [`${cookie.name}=${encodeURIComponent(cookie.value)}`];
  const seconds = cookie.expires?.value?.seconds;
  if (cookie.domain?.value) parts.push(`Domain=${cookie.domain.value}`);
  if (cookie.path?.value) parts.push(`Path=${cookie.path.value}`);
  if (seconds !== undefined) parts.push(`Expires=${new Date(seconds * 1000).toUTCString()}`);
  if (typeof cookie.maxAge?.value === 'number') parts.push(`Max-Age=${Math.trunc(cookie.maxAge.value)}`);
  if (cookie.secure?.value) parts.push('Secure');
  if (cookie.httpOnly?.value) parts.push('HttpOnly');
  if (cookie.sameSite && cookie.sameSite !== 'none') parts.push(`SameSite=${sameSite[cookie.sameSite]}`);
  return parts.join('; ');
}
