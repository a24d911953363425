import { expect, test } from 'vitest';
import { lastLine } from '../../tools/last-line-reporter.ts';

test.for([
  { passed: 9, failed: 0, lacking: 0, isRequired: false, line: '9 passed, 0 failed' },
  { passed: 8, failed: 1, lacking: 0, isRequired: true, line: '8 passed, 1 failed' },
  {
    passed: 6,
    failed: 1,
    lacking: 2,
    isRequired: false,
    line: '6 passed, 1 failed, 2 skipped because ../shared is absent',
  },
  { passed: 6, failed: 1, lacking: 2, isRequired: true, line: '6 passed, 3 failed' },
])(
  '$passed passed, $failed failed, $lacking lack ../shared (required: $isRequired)',
  ({ line, isRequired, ...counts }) => {
    expect(lastLine(counts, isRequired)).toBe(line);
  },
);
