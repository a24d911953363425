import { expect, test } from 'vitest';
import { answerKept } from '../../functions/http/kept.ts';

test('what is kept is answered and named for the audit; what is not says why', () => {
  const named: string[] = [];
  const call = { concerns: (id: string) => void named.push(id) };
  const record = { id: 'r1', version: 1, recordedAt: '2026-03-01T08:00:00.000Z', value: {} };
  expect(answerKept({ kind: 'kept', record }, call, 201)).toEqual({ status: 201, json: record });
  expect(named).toEqual(['r1']);
  const refused = [
    answerKept({ kind: 'wrong', field: 'ticket', why: 'must not be empty' }, call, 200),
    answerKept({ kind: 'missing' }, call, 200),
    answerKept({ kind: 'conflict', why: 'it is revoked' }, call, 200),
    answerKept({ kind: 'refused', why: 'own' }, call, 200),
  ];
  expect(refused.map(({ status }) => status)).toEqual([400, 404, 409, 403]);
  const [{ body } = {}] = refused as readonly { readonly body?: unknown }[];
  expect(JSON.parse(body as string)).toMatchObject({
    field: 'ticket',
    detail: 'must not be empty',
  });
  expect(named).toHaveLength(1);
});
