import { describe, expect, it } from 'vitest';
import { codesOf, describeError } from '../../../src/platform/data-plane/error-codes.ts';

const error = (fields: object, name = 'Error') =>
  Object.assign(new Error('Mira Quillfeather'), { name }, fields);

describe('the reason of a failure', () => {
  it.each([
    [error({ code: 'EREQUEST', number: 229 }), 'EREQUEST 229'],
    [error({ code: 'ESOCKET', cause: error({ code: 'ECONNREFUSED' }) }), 'ESOCKET ECONNREFUSED'],
    [error({ code: '28000' }), '28000'],
    [error({ statusCode: 403, code: 'Forbidden' }), 'HTTP 403 Forbidden'],
    [
      new AggregateError([
        error({ code: 'EREQUEST', number: 50_000 }),
        error({ code: 'EREQUEST', number: 3_930 }),
      ]),
      'EREQUEST 50000 3930',
    ],
    [
      error({ code: 'Conflict', details: { error: { code: 'Conflict', innerError: { code: 'Busy' } } } }),
      'Conflict Busy',
    ],
    [error({}, 'AuthenticationRequiredError'), 'AuthenticationRequiredError'],
    [error({ code: 'a text of Mira' }, 'a name of Mira'), 'unknown error'],
    [error({}), 'unknown error'],
    ['Mira', 'unknown error'],
    [undefined, 'unknown error'],
  ])('has the codes of an error and no text: %#', (thrown, why) => {
    expect(describeError(thrown)).toBe(why);
  });

  it('ends where errors are within each other', () => {
    const round: { code: string; cause?: unknown; errors?: unknown } = { code: 'ROUND' };
    round.cause = round;
    round.errors = [round, round];
    expect(codesOf(round)).toEqual(['ROUND']);
  });
});
