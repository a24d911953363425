import { expect, test } from 'vitest';
import { conflict, invalidBody, invalidInput, sentence } from '../../functions/http/problem.ts';

function bodyOf({ body }: { readonly body?: unknown }): unknown {
  return JSON.parse(body as string);
}

test('a detail is a sentence that names the field, or the body as a whole', () => {
  expect(bodyOf(invalidBody({ field: 'affected.individuals', why: 'must be at least 1' }))).toEqual({
    type: 'about:blank',
    title: 'Request body is not valid',
    status: 400,
    field: 'affected.individuals',
    detail: 'affected.individuals must be at least 1.',
  });
  expect(bodyOf(invalidBody({ field: '', why: 'must have at least one field' }))).toEqual({
    type: 'about:blank',
    title: 'Request body is not valid',
    status: 400,
    detail: 'Request body must have at least one field.',
  });
  expect(bodyOf(invalidInput(404, 'Not found', { field: 'id', why: 'must be a GUID' }))).toMatchObject({
    status: 404,
    detail: 'id must be a GUID.',
  });
});

test('a conflict says what is in the way', () => {
  expect(bodyOf(conflict('the response is closed'))).toMatchObject({
    title: 'Conflict',
    status: 409,
    detail: 'The response is closed.',
  });
});

test('a sentence has one full stop', () => {
  expect(sentence('HTTP 403 AuthorizationFailed')).toBe('HTTP 403 AuthorizationFailed.');
  expect(sentence('the policy was not found.')).toBe('The policy was not found.');
});
