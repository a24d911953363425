import { describe, expect, test } from 'vitest';
import { entryOf, entryOfNobody, outcomeOf } from '../../../src/platform/auth/index.ts';
import type { Caller } from '../../../src/platform/auth/index.ts';
import { oid, tenantId } from './tokens.ts';

test.each([
  [200, 'done'],
  [204, 'done'],
  [399, 'done'],
  [400, 'refused'],
  [401, 'refused'],
  [409, 'refused'],
  [499, 'refused'],
  [500, 'failed'],
  [503, 'failed'],
])('a call that is answered %i is %s', (status, outcome) => {
  expect(outcomeOf(status)).toBe(outcome);
});

const call = { action: 'things-change', kind: 'change', subject: '7', correlationId: 'c' } as const;

test('the entry of a call says who called, by which application, and in which roles', () => {
  const caller: Caller = { objectId: oid, tenantId, kind: 'user', roles: ['Operator'], auditor: false };
  const made = { id: 'a', time: '2026-03-01T12:00:00.000Z' };
  const entry = { ...call, ...made, roles: ['Operator'] };
  expect(entryOf(call, caller, made)).toEqual({ ...entry, who: { objectId: oid } });
  expect(entryOf(call, { ...caller, appId: 'app' }, made)).toEqual({
    ...entry,
    who: { objectId: oid, appId: 'app' },
  });
});

describe('the entry of a call of nobody', () => {
  const at = (time: string, action = 'things-change', reason = 'expired') =>
    entryOfNobody({ ...call, action }, reason, new Date(time));

  test('is a refusal, and says nothing that only the sender says', () => {
    const { id, ...rest } = at('2026-03-01T12:00:59.999Z');
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(rest).toEqual({
      action: 'things-change',
      kind: 'change',
      correlationId: 'c',
      time: '2026-03-01T12:00:00.000Z',
      outcome: 'refused',
      status: 401,
      reason: 'expired',
    });
  });

  test('is one a minute for each action and reason', () => {
    const place = ({ id, time }: ReturnType<typeof at>) => `${time} ${id}`;
    const first = place(at('2026-03-01T12:00:00.000Z'));
    expect(place(at('2026-03-01T12:00:59.999Z'))).toBe(first);
    expect(place(at('2026-03-01T12:01:00.000Z'))).not.toBe(first);
    expect(place(at('2026-03-01T12:00:00.000Z', 'other-change'))).not.toBe(first);
    expect(place(at('2026-03-01T12:00:00.000Z', 'things-change', 'no key'))).not.toBe(first);
  });
});
