import { expect, test } from 'vitest';
import type { Response } from '../../src/response/responses/index.ts';
import { acknowledgmentOf, decisionsOf, noNames, othersOf } from '../../web/actions.ts';
import { changedBy, standingOf } from '../../web/drift-words.ts';
import { hindranceOf } from '../../web/hindrance.ts';
import { nextOf } from '../../web/next.ts';
import { alreadyWords, newsSince, stepWords } from '../../web/steps.ts';
import type { Step } from '../../web/steps.ts';
import { textOf } from '../../web/words.ts';
import type { Words } from '../../web/words.ts';

const hash = 'a'.repeat(64);
type Standing = NonNullable<Response['remediation']>['status'];

function response(status: Standing | undefined, more: Partial<Response> = {}): Response {
  return {
    status: 'waiting',
    dueAt: '2026-03-01T12:00:00.000Z',
    drift: { candidates: [{ actor: { objectId: 'cleo' } }] },
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
const plain = (words: Words) => textOf(words, { ada: 'Ada' }, (at) => at.slice(11, 16));

test('what is asked is approved by the hash of the plan that is shown', () => {
  const [approve, reject] = decisionsOf(response('asked', { request, plan }));
  expect(approve).toMatchObject({ path: 'approval', body: { planHash: hash }, fields: [] });
  expect(reject).toMatchObject({ path: 'rejection', fields: [{ name: 'why', atLeast: 3 }] });
});

test('whoever may write anything is told beside it to name people by id', () => {
  const standings = ['asked', 'verified', 'observed'] as const;
  const actions = standings.flatMap((standing) => {
    const found = response(standing, { request, plan });
    return [...decisionsOf(found), ...othersOf(found)];
  });
  const fields = actions.flatMap((action) => action.fields);
  const written = fields.filter(({ kind, name }) => kind === 'long' || name === 'ticket');
  expect(written.length).toBeGreaterThan(4);
  expect(fields.filter(({ isFree }) => isFree)).toEqual(written);
  expect(noNames).toContain('object id');
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
  expect(acknowledgmentOf(response('verified', closed))).toBeUndefined();
});

test('a dispute can be begun, or taken back', () => {
  expect(names(othersOf(response('observed')))).toEqual(['snooze', 'dispute', 'exemption']);
  expect(names(othersOf(response('observed', { status: 'disputed' })))).toContain('undispute');
});

test.each<[string, Response, string]>([
  [
    'asked',
    response('asked', { request }),
    'The fix waits for approval until 10:00: 1 of 2 approvals given.',
  ],
  [
    'blocked',
    response('blocked', { remediation: { mode: 'ask', status: 'blocked', why: 'locked' } }),
    'Correct the setting by 12:00. The fix is blocked (locked).',
  ],
  ['not planned', response(undefined), 'Correct the setting by 12:00. phiwatch is looking for a fix.'],
  [
    'waiting',
    response('waiting', {
      remediation: { mode: 'ask', status: 'waiting', nextAt: '2026-03-01T12:30:00.000Z' },
    }),
    'phiwatch prepares a fix again at 12:30.',
  ],
  [
    'fixed',
    response('verified', {
      status: 'closed',
      closure: 'remediated',
      closedAt: '2026-03-01T09:05:00.000Z',
    }),
    'Fixed at 09:05: phiwatch wrote the setting and read it back. No action is needed.',
  ],
  [
    'exempt',
    response(undefined, { status: 'closed', closure: 'exempt' }),
    'Exempted: the resource is exempt from the policy. No action is needed.',
  ],
])('what is next is said where it is %s', (_standing, about, expected) => {
  expect(plain(nextOf(about))).toBe(expected);
});

test('who cannot approve reads why, and who can', () => {
  const [approver, responder] = [['RemediationApprover'], ['Responder']];
  const decide = decisionsOf(response('asked', { request, plan }));
  const why = (objectId: string, roles: string[], about = response('asked', { request })) =>
    hindranceOf(decide, about, { objectId, roles });
  expect(why('ben', responder)).toBe('Waiting for a RemediationApprover. You are Responder.');
  expect(why('ben', [])).toBe('Waiting for a RemediationApprover. You are without a role.');
  expect(why('cleo', approver)).toBe('You made this change: someone else has to approve it.');
  expect(why('ada', approver)).toBe('You have approved it: someone else has to as well.');
  const remediation = { mode: 'ask', status: 'asked', askedBy: 'dan' } as const;
  expect(why('dan', approver, response('asked', { request, remediation }))).toBe(
    'You requested this: someone else has to approve it.',
  );
  expect(hindranceOf([{ name: 'ask' }], response('observed'), { objectId: 'x', roles: ['Reader'] })).toBe(
    'Waiting for a Responder or a RemediationApprover to request approval. You are Reader.',
  );
});

test('who made a change is named as far as it is known', () => {
  const by = (drift: object) =>
    plain(changedBy({ candidates: [], ...drift } as unknown as Response['drift']));
  expect(by({ actor: { objectId: 'ada', kind: 'User' } })).toBe('Ada');
  expect(by({ actor: { objectId: 'ada', kind: 'ServicePrincipal' } })).toBe('an application, Ada');
  expect(by({ candidates: [{ actor: { objectId: 'ada' } }, { actor: { objectId: 'ben' } }] })).toBe(
    'one of Ada, ben',
  );
  expect(by({})).toBe('unknown');
  expect(by({ foundBy: 'full-scan' })).toBe('unknown: found by the nightly scan');
});

test('a list says how each stands', () => {
  expect(standingOf(response('asked'))).toBe('waits for approval');
  expect(standingOf(response('observed'))).toBe('nobody works on it');
  expect(standingOf(response('observed', { acknowledgedBy: 'ada' }))).toBe('in progress');
  expect(standingOf(response('observed', { status: 'escalated' }))).toBe('overdue');
});

test('steps are told in words, and neither ids nor hashes as reasons', () => {
  const at = '2026-03-01T09:00:00.000Z';
  const steps: readonly Step[] = [
    { n: 1, at, what: 'claimed' },
    { n: 2, at, what: 'planned', why: 'the policy has no remedy' },
    { n: 3, at, what: 'approved', who: 'ada', why: hash },
    { n: 4, at, what: 'disputed', who: 'ben', why: 'it is empty' },
    { n: 5, at, what: 'closed', why: 'remediated' },
  ];
  expect(steps.map((step) => plain(stepWords(step)))).toEqual([
    'Opened',
    'No fix prepared: the policy has no remedy',
    'Approved by Ada',
    'Disputed by ben: it is empty',
    'Closed: fixed by phiwatch',
  ]);
  expect(newsSince(2, steps)).toMatchObject({ n: 4 });
  expect(newsSince(4, steps)).toMatchObject({ n: 5 });
  expect(newsSince(5, steps)).toBeUndefined();
  expect(plain(alreadyWords(steps[2]!))).toBe('Already approved by Ada at 09:00');
});
