import { expect, test } from 'vitest';
import { headlineOf, shortName } from '../../src/model/headline.ts';
import { driftOf, resourceIn } from '../platform/store/samples.ts';

const drift = driftOf(resourceIn('rg-imaging', 'stlakesideimages'), 1);

test.each([
  [{ failure: 'accepts unencrypted connections' }, 'stlakesideimages accepts unencrypted connections'],
  [{}, 'stlakesideimages does not comply with: Storage accounts accept encrypted connections only'],
  [
    { failure: 'accepts unencrypted connections', to: 'Unknown' as const },
    'stlakesideimages cannot be evaluated: Storage accounts accept encrypted connections only',
  ],
])('a headline says the failure: %j', (more, expected) => {
  expect(headlineOf({ ...drift, ...more })).toBe(expected);
});

test('a subscription, which has no name in its id, is named as one', () => {
  expect(shortName('/subscriptions/11111111-2222-3333-4444-555555555555')).toBe(
    'Subscription 11111111-2222-3333-4444-555555555555',
  );
  expect(shortName('/subscriptions/s/resourceGroups/rg-imaging')).toBe('rg-imaging');
});

test('a slot, whose name is that of many, is named with its app', () => {
  const app = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/app-portal';
  expect(shortName(`${app}/slots/staging`)).toBe('app-portal/staging');
  expect(shortName(app)).toBe('app-portal');
});
