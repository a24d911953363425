import { expect, test } from 'vitest';
import { scoreOf, scoreTable } from '../../tools/mutate/score.ts';

const results = (...statuses: string[]) => statuses.map((status) => ({ status }));

test('a fault that no test runs is not noticed; one that cannot be loaded or is not tried is no fault', () => {
  const score = scoreOf(
    'base',
    results('Killed', 'Timeout', 'Survived', 'NoCoverage', 'Ignored', 'CompileError'),
  );
  expect(score).toEqual({ folder: 'base', faults: 4, noticed: 2 });
});

test('a score is not rounded up, and a folder without faults has none', () => {
  const rows = scoreTable([
    { folder: 'response/approval', faults: 200, noticed: 199 },
    { folder: 'model', faults: 0, noticed: 0 },
  ]);
  expect(rows).toBe('| `response/approval` | 200 | 199 | 99 % |\n| `model` | 0 | 0 | - |');
});
