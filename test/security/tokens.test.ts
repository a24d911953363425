import { createLocalJWKSet } from 'jose';
import { expect, test } from 'vitest';
import { createTokenValidator } from '../../src/platform/auth/index.ts';
import { audience, claims, issuers, makeKey, now, oid, seconds, tenantId } from '../platform/auth/tokens.ts';

const key = await makeKey('key-1');
const validate = createTokenValidator({
  tenantId,
  issuers: Object.values(issuers),
  audiences: [audience],
  keys: createLocalJWKSet({ keys: [key.jwk] }),
  now: () => now,
});

test.for([
  ['issued within a difference of clocks', { iat: seconds(60) }, undefined],
  ['issued in the future', { iat: seconds(61) }, 'the token was issued in the future'],
  ['of a day', { exp: seconds(86_400) }, undefined],
  [
    'as long as Entra issues any, dated five minutes back',
    { iat: seconds(-300), exp: seconds(28 * 3600) },
    undefined,
  ],
  [
    'that holds longer than any of Entra',
    { exp: seconds(29 * 3600) },
    'the token holds for longer than 28 hours',
  ],
  ['that never ends', { exp: 1e12 }, 'the token holds for longer than 28 hours'],
  [
    'issued long ago that holds on',
    { iat: seconds(-86_400), exp: seconds(8 * 3600) },
    'the token holds for longer than 28 hours',
  ],
  ['of a person', { idtyp: 'user' }, undefined],
  ['of an application', { idtyp: 'app', scp: undefined, sub: oid }, undefined],
  ['of an application, with scopes', { idtyp: 'app' }, 'the token is not an access token'],
] as const)('a token %s', async ([, more, why]) => {
  const outcome = await validate(await key.sign({ ...claims, ...more }));
  expect(outcome).toMatchObject(why === undefined ? { kind: 'accepted' } : { kind: 'refused', why });
});
