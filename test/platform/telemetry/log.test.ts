import { expect, test } from 'vitest';
import { createCounters, createLog, describeError } from '../../../src/platform/telemetry/index.ts';

test('a line is JSON with the fields that are allowed, and no one by name', () => {
  const lines: [string, unknown][] = [];
  const log = createLog((level, line) => lines.push([level, JSON.parse(line)]));
  log.warn('told by alice@clinic.example', {
    resourceId: '/subscriptions/s',
    count: 2,
    reason: 'refused for bob.b@clinic.example: "no"',
    patient: 'Alice Adams',
    error: { upn: 'alice@clinic.example' },
  });
  expect(lines).toEqual([
    [
      'warn',
      {
        message: 'told by (removed)',
        resourceId: '/subscriptions/s',
        count: 2,
        reason: 'refused for (removed): "no"',
      },
    ],
  ]);
});

test('a long text is cut', () => {
  const lines: string[] = [];
  createLog((_level, line) => lines.push(line)).info('x'.repeat(10_000));
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
