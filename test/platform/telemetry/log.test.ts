import { expect, test } from 'vitest';
import { createCounters, createLog, describeError } from '../../../src/platform/telemetry/index.ts';

test('a line is JSON with the fields that are allowed, and no one by name', () => {
  const lines: [string, unknown][] = [];
  const log = createLog((level, line) => lines.push([level, JSON.parse(line)]));
  log.warn('Told by alice@clinic.example', {
    resourceId: '/subscriptions/s',
    count: 2,
    reason: 'refused for bob.b@clinic.example: "no"',
    patient: 'Alice Adams',
    error: { upn: 'alice@clinic.example' },
    // The type forbids it, and what is left out does not rest on the type.
  } as never);
  expect(lines).toEqual([
    [
      'warn',
      {
        message: 'Told by (removed)',
        resourceId: '/subscriptions/s',
        count: 2,
        reason: 'refused for (removed): "no"',
      },
    ],
  ]);
});

test('a field that is not on the list does not compile, and no message in another case style', () => {
  const lines: string[] = [];
  const log = createLog((_level, line) => lines.push(line));
  const facts = { count: 1, patient: 'Alice Adams' };
  // @ts-expect-error: it is not on the list
  log.info('Read', { patient: 'Alice Adams' });
  // @ts-expect-error: an object could hold anything
  log.info('Read', { error: { upn: 'alice@clinic.example' } });
  // @ts-expect-error: nor in an object that comes in a variable
  log.info('Read', facts);
  // @ts-expect-error: nor spread
  log.info('Read', { ...facts, attempt: 1 });
  // @ts-expect-error: it begins with a small letter
  log.info('read', { count: 1 });
  log.info('Read', { count: 1, ...(lines.length > 5 && { attempt: 1 }) });
  expect(lines.join('')).not.toContain('Alice');
});

test('a long text is cut', () => {
  const lines: string[] = [];
  createLog((_level, line) => lines.push(line)).info(`X${'x'.repeat(10_000)}` as 'X');
  expect(lines[0]?.length).toBeLessThan(600);
});

test('an error is told by name and message', () => {
  expect(describeError(new TypeError('no'))).toBe('TypeError: no');
  expect(describeError('no')).toBe('no');
});

test('counters count', () => {
  const counters = createCounters();
  counters.add('drifts', 3);
  counters.add('drifts');
  expect(counters.all()).toMatchObject({ drifts: 4, noise: 0 });
});
