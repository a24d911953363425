import { expect, test } from 'vitest';
import type { Response } from '../../src/response/responses/index.ts';
import { decisionsOf, othersOf } from '../../web/actions.ts';
import { nextOf, valueOf } from '../../web/words.ts';

const hash = 'a'.repeat(64);
type Standing = NonNullable<Response['remediation']>['status'];

function response(status: Standing | undefined, more: Partial<Response> = {}): Response {
  return {
    status: 'waiting',
    dueAt: '2026-03-01T12:00:00.000Z',
    ...(status && { remediation: { mode: 'ask', status } }),
    ...more,
  } as Response;
}
const request = {
  kind: 'apply' as const,
  planHash: hash,
  askedAt: '2026-03-01T08:00:00.000Z',
  expiresAt: '2026-03-01T10:00:00.000Z',
  needed: 2 as const,
  approvals: [{ who: 'ada', at: '2026-03-01T09:00:00.000Z' }],
};
const plan = { hash } as NonNullable<Response['plan']>;
const names = (all: readonly { readonly name: string }[]) => all.map(({ name }) => name);

test('what is asked is approved by the hash of the plan that is shown', () => {
  const [approve, reject] = decisionsOf(response('asked', { request, plan }));
  expect(approve).toMatchObject({ path: 'approval', body: { planHash: hash }, fields: [] });
  expect(reject).toMatchObject({ path: 'rejection', fields: [{ name: 'why' }] });
});

test.each<[Standing | undefined, string[]]>([
  ['verified', ['revert']],
  ['observed', ['ask']],
  ['rejected', ['ask']],
  ['blocked', ['ask']],
  ['decided', []],
  ['written', []],
  ['waiting', []],
  [undefined, []],
])('where it is %s, people can decide %j', (status, expected) => {
  expect(names(decisionsOf(response(status)))).toEqual(expected);
});

test('what is closed can only be taken back, where it was remediated', () => {
  const closed = { status: 'closed' } as const;
  expect(names(decisionsOf(response('verified', closed)))).toEqual(['revert']);
  expect(decisionsOf(response('observed', closed))).toEqual([]);
  expect(othersOf(response('verified', closed))).toEqual([]);
});

test('a dispute can be begun, or taken back', () => {
  expect(names(othersOf(response('observed')))).toEqual(['acknowledge', 'snooze', 'dispute', 'exemption']);
  expect(names(othersOf(response('observed', { status: 'disputed' })))).toContain('undispute');
});

test('what is next is said of every standing', () => {
  expect(nextOf(response('asked', { request }))).toContain('1 of 2 given');
  expect(
    nextOf(response('blocked', { remediation: { mode: 'ask', status: 'blocked', why: 'locked' } })),
  ).toMatch(/must be corrected by .* Remediation is blocked \(locked\)\.$/);
  expect(nextOf(response(undefined, { status: 'closed', closure: 'exempt' }))).toBe(
    'No action is needed: the finding is closed (exempt).',
  );
  const nextAt = '2026-03-01T12:00:00.000Z';
  expect(nextOf(response('waiting', { remediation: { mode: 'ask', status: 'waiting', nextAt } }))).toMatch(
    /^The remediation plan is reconsidered at .*2026/,
  );
  expect(valueOf({ a: [1] })).toBe('{"a":[1]}');
  expect(valueOf(null)).toBe('not set');
});
