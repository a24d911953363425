import { expect, test } from 'vitest';
import type { Call } from '../../functions/http/guard.ts';
import { answerKept } from '../../functions/http/kept.ts';

test('what is kept is answered and named for the audit; what is not says why', () => {
  const named: string[] = [];
  const call = { concerns: (id: string) => named.push(id) } as unknown as Call;
  const record = { id: 'r1', version: 1, recordedAt: '2026-03-01T08:00:00.000Z', value: {} };
  expect(answerKept({ kind: 'kept', record }, call, 201)).toEqual({ status: 201, jsonBody: record });
  expect(named).toEqual(['r1']);
  const refused = [
    answerKept({ kind: 'wrong', field: 'ticket', why: 'must not be empty' }, call),
    answerKept({ kind: 'missing' }, call),
    answerKept({ kind: 'conflict', why: 'it is revoked' }, call),
    answerKept({ kind: 'refused', why: 'own' }, call),
  ];
  expect(refused.map(({ status }) => status)).toEqual([400, 404, 409, 403]);
  expect(JSON.parse(refused[0]?.body as string)).toMatchObject({
    field: 'ticket',
    detail: 'must not be empty',
  });
  expect(named).toHaveLength(1);
});
