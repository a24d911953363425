import { expect, test } from 'vitest';
import type { Caller, Role } from '../../../src/platform/auth/index.ts';
import { mayDecide } from '../../../src/response/responses/index.ts';
import type { DecisionName, Response } from '../../../src/response/responses/index.ts';
import { people } from '../world.ts';

const both: readonly Role[] = ['Responder', 'RemediationApprover'];
const as = (objectId: string, roles = both, kind: Caller['kind'] = 'user'): Caller => ({
  objectId,
  tenantId: 'tenant',
  kind,
  roles,
  auditor: false,
});
const response = (more: Partial<Response> = {}) =>
  ({
    drift: { candidates: [{ actor: { objectId: people.author, kind: 'User' } }] },
    remediation: { mode: 'ask', status: 'asked', askedBy: people.ben },
    request: { needed: 2, approvals: [] },
    ...more,
  }) as unknown as Response;
const may = (caller: Caller, about = response()) => mayDecide(caller, {}, about);

test('somebody else decides about a change: neither who made it, nor who requested approval', () => {
  expect(may(as(people.ada))).toEqual(expect.arrayContaining(['approve', 'reject', 'ask', 'dispute']));
  for (const caller of [as(people.author), as(people.ben), as(people.ada, both, 'application')]) {
    expect(may(caller)).not.toContain('approve');
    expect(may(caller)).not.toContain('reject');
    expect(may(caller)).toContain('dispute');
  }
  expect(may(as(people.ada, ['Responder']))).not.toContain('approve');
});

test('nobody does a second time what they have done', () => {
  const approvals = [{ who: people.ada, at: '2026-03-01T09:00:00.000Z' }];
  const about = response({
    acknowledgedBy: people.ada,
    request: { needed: 2, approvals } as unknown as NonNullable<Response['request']>,
  });
  expect(may(as(people.ada), about)).not.toContain('approve');
  expect(may(as(people.ada), about)).not.toContain('acknowledge');
  expect(may(as(people.ada), about)).toContain('reject');
  const other = as('0c1f4b92-3c6e-4a08-b5d7-91e2c8f06a03');
  expect(may(other, about)).toEqual(expect.arrayContaining(['approve', 'acknowledge']));
});

test.each<[Role, readonly DecisionName[]]>([
  ['Responder', ['acknowledge', 'snooze', 'dispute', 'undispute', 'exemption', 'case', 'ask', 'revert']],
  ['PrivacyOfficer', ['acknowledge', 'snooze', 'dispute', 'undispute', 'exemption', 'case', 'ask', 'revert']],
  ['Operator', ['acknowledge', 'snooze', 'dispute', 'undispute', 'exemption', 'case', 'ask', 'revert']],
  ['RemediationApprover', ['approve', 'reject', 'ask', 'revert']],
  ['Reader', []],
  ['Auditor', []],
  ['ExemptionApprover', []],
])('a %s may %o', (role, allowed) => {
  expect(may(as(people.ada, [role]))).toEqual(allowed);
});

test('who has approved is asked for nothing more, where there is a request, and who has not still is', () => {
  const { request: _, ...without } = response();
  expect(may(as(people.ada), without as Response)).toContain('approve');
  expect(may(as(people.ada), without as Response)).toContain('acknowledge');
});

test('what a policy says of exemptions holds', () => {
  expect(may(as(people.ada))).toContain('exemption');
  expect(mayDecide(as(people.ada), { exemptable: false }, response())).not.toContain('exemption');
  expect(mayDecide(as(people.ada), undefined, response())).not.toContain('exemption');
});
