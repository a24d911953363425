import { expect, test } from 'vitest';
import { logoutAddress } from '../../web/logout-address.ts';

test("the session ends at the tenant's own address, which is told where to come back to", () => {
  const page = 'https://phiwatch.example/api/page';
  const url = new URL(logoutAddress('https://login.microsoftonline.com/tenant', page));
  expect(`${url.origin}${url.pathname}`).toBe('https://login.microsoftonline.com/tenant/oauth2/v2.0/logout');
  expect([...url.searchParams]).toEqual([['post_logout_redirect_uri', page]]);
});
