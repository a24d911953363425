import { expect, test } from 'vitest';
import { answerSaved } from '../../functions/http/saved.ts';

test('what is kept is answered and named for the audit; what is not says why', () => {
  const named: string[] = [];
  const call = { concerns: (id: string) => void named.push(id) };
  const record = { id: 'r1', version: 1, recordedAt: '2026-03-01T08:00:00.000Z', value: {} };
  expect(answerSaved({ kind: 'saved', record }, call, 201)).toEqual({ status: 201, json: record });
  expect(named).toEqual(['r1']);
  const refused = [
    answerSaved({ kind: 'invalid', field: 'ticket', why: 'must not be empty' }, call, 200),
    answerSaved({ kind: 'not-found' }, call, 200),
    answerSaved({ kind: 'conflict', why: 'the record is already revoked' }, call, 200),
    answerSaved({ kind: 'forbidden', why: 'own' }, call, 200),
  ];
  expect(refused.map(({ status }) => status)).toEqual([400, 404, 409, 403]);
  const [{ body } = {}] = refused as readonly { readonly body?: unknown }[];
  expect(JSON.parse(body as string)).toMatchObject({
    field: 'ticket',
    title: 'Request body is not valid',
    detail: 'ticket must not be empty.',
  });
  const [, , conflict] = refused as readonly { readonly body?: unknown }[];
  expect(JSON.parse(conflict?.body as string)).toMatchObject({
    title: 'Conflict',
    detail: 'The record is already revoked.',
  });
  expect(named).toHaveLength(1);
});
