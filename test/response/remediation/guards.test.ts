import { describe, expect, test } from 'vitest';
import type { Drift } from '../../../src/model/drift.ts';
import type { WriteRecord } from '../../../src/platform/store/write-types.ts';
import { directionOf, directionOfAll } from '../../../src/response/remediation/direction.ts';
import { checkGuards, isOwnChange, wasReverted } from '../../../src/response/remediation/guards.ts';
import type { GuardFacts } from '../../../src/response/remediation/guards.ts';

const now = '2026-03-01T08:00:00.000Z';
const before = (seconds: number): string => new Date(Date.parse(now) - seconds * 1000).toISOString();
const group = '/subscriptions/s/resourceGroups/clinic';

const facts: GuardFacts = {
  now,
  by: 'auto',
  policy: 'secure-transfer',
  stopped: false,
  optedOut: false,
  freezes: [],
  direction: 'narrows',
  writes: [],
  hourly: [],
  resourceGroup: group,
};

function write(
  secondsAgo: number,
  more: { policy?: string; result?: 'applied' | 'refused'; kind?: 'apply' | 'revert' } = {},
): WriteRecord {
  const { policy = 'secure-transfer', result = 'applied', kind = 'apply' } = more;
  const at = before(secondsAgo);
  return {
    intent: {
      decision: `d${secondsAgo}`,
      attempt: 1,
      kind,
      resourceId: `${group}/x`,
      policy,
      target: `${group}/x`,
      method: 'PATCH',
      planHash: '',
      changes: [{ path: 'properties.on', before: false, after: true }],
      correlationId: '',
      approvedBy: ['auto'],
      token: 1,
      at,
    },
    end: { result, at },
  };
}

const written = (count: number, id: string): string[] => Array<string>(count).fill(id);

test('nothing in the way: it goes', () => expect(checkGuards(facts)).toEqual({ kind: 'go' }));

describe('people must look at it', () => {
  test.each<[string, Partial<GuardFacts>, string]>([
    ['a tag', { optedOut: true }, 'tag'],
    ['a lock', { lock: '/locks/audit' }, '/locks/audit'],
    ['it widens', { direction: 'widens' }, 'open'],
    ['nobody knows whether it widens', { direction: 'unknown' }, 'unknown'],
  ])('%s', (_name, more, why) => {
    const guarded = checkGuards({ ...facts, ...more });
    expect(guarded).toMatchObject({ kind: 'stop' });
    expect('why' in guarded ? guarded.why : '').toContain(why);
  });

  test('what people approved may have an unknown direction, but never a widening one', () => {
    expect(checkGuards({ ...facts, by: 'people', direction: 'unknown' })).toEqual({ kind: 'go' });
    expect(checkGuards({ ...facts, by: 'people', direction: 'widens' })).toMatchObject({ kind: 'stop' });
  });

  test('three times within a day; what was refused or is of another policy does not count', () => {
    const three = [write(80_000), write(40_000), write(20_000)];
    expect(checkGuards({ ...facts, writes: three })).toMatchObject({ kind: 'stop', looped: true });
    expect(checkGuards({ ...facts, writes: [write(90_000), ...three.slice(1)] })).toEqual({ kind: 'go' });
    expect(checkGuards({ ...facts, writes: [write(700, { result: 'refused' }), ...three.slice(1)] })).toEqual(
      {
        kind: 'go',
      },
    );
    expect(checkGuards({ ...facts, writes: [write(700, { policy: 'tls' }), ...three.slice(1)] })).toEqual({
      kind: 'go',
    });
    // One of which no end is known may have reached Azure.
    const [first] = three;
    expect(checkGuards({ ...facts, writes: [{ intent: first!.intent }, ...three.slice(1)] })).toMatchObject({
      looped: true,
    });
  });
});

describe('it waits', () => {
  test.each<[string, Partial<GuardFacts>, string]>([
    ['while writes are stopped', { stopped: true }, before(-300)],
    ['while writes are stopped, though people approved', { by: 'people', stopped: true }, before(-300)],
    ['for the end of a freeze', { freezes: [{ from: before(60), until: before(-3600) }] }, before(-3600)],
    ['for the end of an announced change', { announcedUntil: before(-900) }, before(-900)],
    ['for the cool-down', { writes: [write(599)] }, before(-1)],
    ['for the cap of the subscription', { hourly: written(30, '/x') }, before(-300)],
    ['for the cap of the group', { hourly: written(10, `${group.toUpperCase()}/x`) }, before(-300)],
  ])('%s', (_name, more, until) => {
    expect(checkGuards({ ...facts, ...more })).toMatchObject({ kind: 'wait', until });
  });

  test.each<[string, Partial<GuardFacts>]>([
    ['the cool-down', { writes: [write(600)] }],
    ['the cap of the subscription', { hourly: written(29, '/x') }],
    ['the cap of the group', { hourly: written(9, `${group}/x`) }],
    ['the cap of the group, by a group whose name begins alike', { hourly: written(10, `${group}-2/x`) }],
  ])('not for %s before it is reached', (_name, more) => {
    expect(checkGuards({ ...facts, ...more })).toEqual({ kind: 'go' });
  });

  test('not for windows that are over, or that people know of', () => {
    expect(checkGuards({ ...facts, freezes: [{ from: before(60), until: now }] })).toEqual({ kind: 'go' });
    expect(checkGuards({ ...facts, announcedUntil: before(1) })).toEqual({ kind: 'go' });
    expect(checkGuards({ ...facts, by: 'people', announcedUntil: before(-900) })).toEqual({ kind: 'go' });
  });
});

test('a drift is our own where it shows what our journal says was written before', () => {
  const drift = (value: unknown, secondsAgo = 0) =>
    ({
      policy: 'other',
      recordedAt: before(secondsAgo),
      after: [{ path: 'properties.on', value }],
    }) as unknown as Drift;
  expect(isOwnChange(drift(true), [write(10)])).toBe(true);
  expect(isOwnChange(drift(false), [write(10)])).toBe(false);
  expect(isOwnChange(drift(true, 20), [write(10)])).toBe(false);
  expect(isOwnChange(drift(true), [write(10, { result: 'refused' })])).toBe(false);
});

test('what was reverted last is reverted', () => {
  expect(wasReverted([write(20), write(10, { kind: 'revert' })], 'secure-transfer')).toBe(true);
  expect(wasReverted([write(20, { kind: 'revert' }), write(10)], 'secure-transfer')).toBe(false);
  expect(wasReverted([], 'secure-transfer')).toBe(false);
});

test.each([
  ['properties.publicNetworkAccess', 'Enabled', 'Disabled', 'narrows'],
  ['properties.publicNetworkAccess', 'Disabled', 'Enabled', 'widens'],
  ['properties.allowBlobPublicAccess', false, true, 'widens'],
  ['properties.minimumTlsVersion', 'TLS1_3', 'TLS1_2', 'widens'],
  ['properties.minimumTlsVersion', undefined, 'TLS1_2', 'narrows'],
  ['properties.networkAcls.defaultAction', 'Other', 'Deny', 'narrows'],
  ['properties.ftpsState', 'Odd', 'FtpsOnly', 'unknown'],
  ['properties.state', 'Disabled', 'Enabled', 'unknown'],
  ['tags.owner', undefined, 'x', 'unknown'],
])('%s from %s to %s %s', (path, from, after, direction) => {
  const change = { path, ...(from !== undefined && { before: from }), after };
  expect(directionOf(change, 'Microsoft.Storage/storageAccounts')).toBe(direction);
});

/** Values from the most open to the most closed, by the setting. */
const orders = [
  ['properties.publicNetworkAccess', 'Enabled', 'SecuredByPerimeter', 'Disabled'],
  ['properties.networkAccessPolicy', 'AllowAll', 'AllowPrivate', 'DenyAll'],
  ['properties.networkAcls.defaultAction', 'Allow', 'Deny'],
  ['properties.supportsHttpsTrafficOnly', false, true],
  ['properties.httpsOnly', false, true],
  ['properties.allowBlobPublicAccess', true, false],
  ['properties.allowSharedKeyAccess', true, false],
  ['properties.isVersioningEnabled', false, true],
  ['properties.minimumTlsVersion', 'TLS1_0', 'TLS1_1', 'TLS1_2', 'TLS1_3'],
  ['properties.minimalTlsVersion', 'None', '1.0', '1.1', '1.2', '1.3'],
  ['properties.minTlsVersion', '1.0', '1.1', '1.2', '1.3'],
  ['properties.scmMinTlsVersion', '1.0', '1.1', '1.2', '1.3'],
  ['properties.ftpsState', 'AllAllowed', 'FtpsOnly', 'Disabled'],
] as const;
const neighbors = orders.flatMap(([path, ...values]) =>
  values.slice(1).map((closed, n) => [path, values[n], closed] as const),
);

test.each(neighbors)('%s narrows from %s to %s and widens the other way', (path, open, closed) => {
  const type = 'Microsoft.Storage/storageAccounts';
  expect(directionOf({ path, before: open, after: closed }, type)).toBe('narrows');
  expect(directionOf({ path, before: closed, after: open }, type)).toBe('widens');
});

test.each([
  ['narrow', 'narrows', 'narrows'],
  ['narrow, of which one widens,', 'widens', 'narrows', 'widens', 'narrows'],
  ['narrow, of which one is unknown,', 'unknown', 'narrows', 'unknown', 'narrows'],
  ['are unknown, of which one widens,', 'widens', 'unknown', 'widens'],
  ['are none', 'unknown'],
])('a plan whose changes %s %s', (_name, direction, ...each) => {
  const path = 'properties.httpsOnly';
  const changes = each.map((kind) =>
    kind === 'unknown'
      ? { path: 'properties.other', before: false, after: true }
      : { path, before: kind === 'widens', after: kind === 'narrows' },
  );
  expect(directionOfAll(changes, 'Microsoft.Web/sites')).toBe(direction);
});
