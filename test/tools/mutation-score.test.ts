import { expect, test } from 'vitest';
import { scoreOf, scoreTable } from '../../tools/mutate/score.ts';

const results = (...statuses: string[]) => statuses.map((status) => ({ status }));

test('a fault that no test runs is not noticed; one that is not tried is no fault', () => {
  const score = scoreOf('base', results('Killed', 'Killed', 'Timeout', 'Survived', 'NoCoverage', 'Ignored'));
  expect(score).toEqual({ folder: 'base', faults: 5, noticed: 3, endless: 1, unreached: 1 });
});

test('a score is not rounded up, and a folder without faults has none', () => {
  const rows = scoreTable([
    { folder: 'response/approval', faults: 200, noticed: 199, endless: 2, unreached: 0 },
    { folder: 'model', faults: 0, noticed: 0, endless: 0, unreached: 0 },
  ]);
  expect(rows).toBe('| `response/approval` | 200 | 199 | 2 | 0 | 99 % |\n| `model` | 0 | 0 | 0 | 0 | - |');
});
