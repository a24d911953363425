import { expect, test } from 'vitest';
import type { Drift } from '../../../src/model/drift.ts';
import type { WriteRecord } from '../../../src/platform/store/write-types.ts';
import { checkGuards, isOwnChange, wasReverted } from '../../../src/response/remediation/guards.ts';
import type { GuardFacts } from '../../../src/response/remediation/guards.ts';

const now = '2026-03-01T08:00:00.000Z';
const ago = (seconds: number): string => new Date(Date.parse(now) - seconds * 1000).toISOString();
const ahead = (seconds: number): string => ago(-seconds);
const group = '/subscriptions/s/resourceGroups/clinic';

/** A plan of the mode auto that narrows, at a quiet time. */
const facts: GuardFacts = {
  now,
  by: 'auto',
  policy: 'secure-transfer',
  stopped: false,
  optedOut: false,
  freezes: [],
  direction: 'narrows',
  writes: [],
  hasPlace: true,
};

interface Written {
  readonly policy?: string;
  /** `unknown`: no end is on record. */
  readonly result?: 'applied' | 'refused' | 'unknown';
  readonly kind?: 'apply' | 'revert';
}

/** A write of ours to the resource. */
function write(secondsAgo: number, more: Written = {}): WriteRecord {
  const { policy = 'secure-transfer', result = 'applied', kind = 'apply' } = more;
  const at = ago(secondsAgo);
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
      changes: [
        { path: 'properties.on', before: false, after: true },
        { path: 'properties.tls', before: '1.0', after: '1.2' },
      ],
      correlationId: '',
      approvedBy: ['auto'],
      token: 1,
      at,
    },
    ...(result !== 'unknown' && { end: { result, at } }),
  };
}

const freeze = (from: string, until: string) => ({ freezes: [{ from, until }] });

const go = { kind: 'go' } as const;
const stop = (why: string) => ({ kind: 'stop', why }) as const;
const wait = (until: string, why: string) => ({ kind: 'wait', until, why }) as const;

const optedOut = stop('a tag opts the resource out of remediation');
const widens = stop('the plan would open the resource further');
const undecided = stop(
  'it is unknown whether the plan would open the resource further, so people must decide',
);
const locked = stop('the lock /locks/audit forbids the write');
const looped = (count: number) => ({
  ...stop(`it was remediated ${count} times within a day, and the setting was changed back each time`),
  looped: true,
});
const switched = wait(ahead(300), 'the kill switch stops all writes');
const frozen = (until: string) => wait(until, 'a freeze window is in effect');
const announced = (until: string) => wait(until, 'a change of the resource is announced');
const cooling = (until: string) => wait(until, 'the resource was written to a short time ago');
const capped = wait(ahead(300), 'the hourly limit of writes is reached');

/** Of a plan with the facts above, but for those given. */
const decisions: readonly (readonly [
  given: string,
  more: Partial<GuardFacts>,
  decision: object,
  why: string,
])[] = [
  ['nothing in the way', {}, go, 'no guard objects'],

  ['a tag that opts out', { optedOut: true }, optedOut, 'the owner has the last word'],
  [
    'a tag that opts out, though people approved',
    { optedOut: true, by: 'people' },
    optedOut,
    'also over approvers',
  ],
  ['a plan that widens', { direction: 'widens' }, widens, 'nothing is ever opened'],
  [
    'a plan that widens, though people approved',
    { direction: 'widens', by: 'people' },
    widens,
    'not by people either',
  ],
  ['an unknown direction', { direction: 'unknown' }, undecided, 'it may open the resource'],
  [
    'an unknown direction, and people approved',
    { direction: 'unknown', by: 'people' },
    go,
    'they have seen the change',
  ],
  ['a lock', { lock: '/locks/audit' }, locked, 'Azure would refuse the write'],
  ['a lock, though people approved', { lock: '/locks/audit', by: 'people' }, locked, 'Azure asks nobody'],

  ['2 writes in a day', { writes: [write(40_000), write(20_000)] }, go, 'the third is allowed'],
  [
    '3 writes in a day',
    { writes: [write(86_399), write(40_000), write(20_000)] },
    looped(3),
    'a fourth would not end the loop',
  ],
  [
    '3 writes, and people approved',
    { writes: [write(86_399), write(40_000), write(20_000)], by: 'people' },
    looped(3),
    'their write would be turned back too',
  ],
  [
    '3 writes, the first a whole day ago',
    { writes: [write(86_400), write(40_000), write(20_000)] },
    go,
    'it counts for a day',
  ],
  [
    '3 writes, one refused by Azure',
    { writes: [write(60_000, { result: 'refused' }), write(40_000), write(20_000)] },
    go,
    'the refused one changed nothing',
  ],
  [
    '3 writes, one for another policy',
    { writes: [write(60_000, { policy: 'tls' }), write(40_000), write(20_000)] },
    go,
    'a loop is about one policy',
  ],
  [
    '3 writes, one a revert',
    { writes: [write(60_000, { kind: 'revert' }), write(40_000), write(20_000)] },
    go,
    'people wanted the revert',
  ],
  [
    '3 writes, one without an end on record',
    { writes: [write(60_000, { result: 'unknown' }), write(40_000), write(20_000)] },
    looped(3),
    'it may have reached Azure',
  ],

  ['the kill switch', { stopped: true }, switched, 'it stops all writes'],
  [
    'the kill switch, though people approved',
    { stopped: true, by: 'people' },
    switched,
    'also approved ones',
  ],
  ['a freeze window', freeze(ago(60), ahead(3600)), frozen(ahead(3600)), 'until it ends'],
  [
    'a freeze window, though people approved',
    { ...freeze(ago(60), ahead(3600)), by: 'people' },
    frozen(ahead(3600)),
    'also approved writes',
  ],
  ['a freeze window that begins now', freeze(now, ahead(60)), frozen(ahead(60)), 'its start is in it'],
  ['a freeze window that begins in a second', freeze(ahead(1), ahead(60)), go, 'it has not begun'],
  ['a freeze window that ends in a second', freeze(ago(60), ahead(1)), frozen(ahead(1)), 'it still holds'],
  ['a freeze window that ends now', freeze(ago(60), now), go, 'its end is not in it'],
  [
    'two freeze windows, of which the second holds',
    {
      freezes: [
        { from: ago(90), until: ago(60) },
        { from: ago(60), until: ahead(60) },
      ],
    },
    frozen(ahead(60)),
    'each of them counts',
  ],
  ['an announced change', { announcedUntil: ahead(900) }, announced(ahead(900)), 'somebody works on it'],
  [
    'the last second of an announced change',
    { announcedUntil: ahead(1) },
    announced(ahead(1)),
    'the work may go on',
  ],
  ['the end of an announced change', { announcedUntil: now }, go, 'the work is over'],
  [
    'an announced change, and people approved',
    { announcedUntil: ahead(900), by: 'people' },
    go,
    'they know of the work',
  ],

  ['a write 599 seconds ago', { writes: [write(599)] }, cooling(ahead(1)), 'ten minutes between writes'],
  [
    'a write 599 seconds ago, though people approved',
    { writes: [write(599)], by: 'people' },
    cooling(ahead(1)),
    'for all',
  ],
  ['a write 600 seconds ago', { writes: [write(600)] }, go, 'ten minutes have passed'],
  ['two writes', { writes: [write(900), write(599)] }, cooling(ahead(1)), 'counted from the last one'],
  [
    'a write without an end on record, 10 seconds ago',
    { writes: [write(10, { result: 'unknown' })] },
    cooling(ahead(590)),
    'it may have reached Azure',
  ],
  [
    'a write that Azure refused 10 seconds ago',
    { writes: [write(10, { result: 'refused' })] },
    go,
    'nothing has to settle',
  ],
  [
    'a write for another policy 10 seconds ago',
    { writes: [write(10, { policy: 'tls' })] },
    go,
    'it is another setting',
  ],

  ['no place under the hourly caps', { hasPlace: false }, capped, 'people look before more'],
  ['no place, though people approved', { hasPlace: false, by: 'people' }, capped, 'for all'],

  ['a tag and the kill switch', { optedOut: true, stopped: true }, optedOut, 'waiting would not help'],
  [
    'a loop and its cool-down',
    { writes: [write(900), write(700), write(10)] },
    looped(3),
    'waiting would not help',
  ],
];

test.each(decisions)('guards: %s', (_given, more, decision, why) => {
  expect(checkGuards({ ...facts, ...more }), why).toEqual(decision);
});

const shows = (path: string, value: unknown) => ({ path, value });

test.each<[drift: string, after: readonly object[], write: WriteRecord, own: boolean, why: string]>([
  ['to a value that we wrote', [shows('properties.on', true)], write(10), true, 'we led to it'],
  [
    'to two values, one of which we wrote',
    [shows('properties.other', 1), shows('properties.tls', '1.2')],
    write(10),
    true,
    'we led to one of them',
  ],
  ['to another value', [shows('properties.on', false)], write(10), false, 'somebody else set it'],
  ['of another setting', [shows('properties.off', true)], write(10), false, 'we never set it'],
  ['in the moment of the write', [shows('properties.on', true)], write(0), true, 'the write came first'],
  ['before the write', [shows('properties.on', true)], write(-1), false, 'it cannot have led to it'],
  [
    'to a value that Azure refused',
    [shows('properties.on', true)],
    write(10, { result: 'refused' }),
    false,
    'we changed nothing',
  ],
  [
    'to a value whose write has no end on record',
    [shows('properties.on', true)],
    write(10, { result: 'unknown' }),
    false,
    'it is not known to have reached Azure',
  ],
])('a drift %s is our own change, or not', (_drift, after, ours, own, why) => {
  const drift = { policy: 'other', recordedAt: now, after } as unknown as Drift;
  expect(isOwnChange(drift, [ours, write(-60)]), why).toBe(own);
});

test.each<[record: Partial<WriteRecord>, counts: boolean, own: boolean]>([
  [{ operation: { kind: 'status', at: ago(60) } }, true, true],
  [{ operation: { kind: 'status', at: ago(60) }, end: { result: 'applied', at: ahead(60) } }, true, true],
  [{ operation: { kind: 'status', at: ago(60) }, end: { result: 'unfinished', at: now } }, true, true],
  [{ operation: { kind: 'status', at: ago(60) }, end: { result: 'failed', at: now } }, false, false],
  [{ operation: { kind: 'task', at: ago(60) }, end: { result: 'nothing', at: now } }, false, false],
  [{ end: { result: 'busy', at: ago(60) } }, false, false],
])('of the operation %j it is known whether it counts as an attempt, and as ours', (record, counts, own) => {
  const { intent } = write(60);
  const writes = [1, 2, 3].map(() => ({ intent, ...record }));
  expect(checkGuards({ ...facts, writes }).kind).toBe(counts ? 'stop' : 'go');
  const change = intent.changes[0];
  const after = [{ path: change?.path ?? '', value: change?.after, expected: '' }];
  const drift = { policy: 'other', recordedAt: now, after } as unknown as Drift;
  expect(isOwnChange(drift, writes)).toBe(own);
});

const revert = (secondsAgo: number, more: Written = {}) => write(secondsAgo, { ...more, kind: 'revert' });

test.each<[journal: string, writes: readonly WriteRecord[], reverted: boolean, why: string]>([
  ['without a write', [], false, 'nothing was written'],
  ['with a write', [write(20)], false, 'nobody has reverted it'],
  ['with a write, then a revert', [write(20), revert(10)], true, 'the revert was last'],
  ['with a write, a revert, and a write', [write(30), revert(20), write(10)], false, 'the write was last'],
  ['with a revert, then a write', [revert(20), write(10)], false, 'people had it written again'],
  [
    'with a revert of another policy',
    [write(20), revert(10, { policy: 'tls' })],
    false,
    'each policy for itself',
  ],
  ['with a refused revert', [write(20), revert(10, { result: 'refused' })], false, 'it changed nothing'],
  [
    'with a revert that has no end on record',
    [write(20), revert(10, { result: 'unknown' })],
    false,
    'it is not known to have reached Azure',
  ],
])('a journal %s says whether people have reverted', (_journal, writes, reverted, why) => {
  expect(wasReverted(writes, 'secure-transfer'), why).toBe(reverted);
});
