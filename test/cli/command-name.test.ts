import { expect, test } from 'vitest';
import { commandName } from '../../cli/command-name.ts';

test('hints name the command as it was called', () => {
  expect(commandName({ npm_lifecycle_event: 'phiwatch' })).toBe('npm run -s phiwatch --');
  expect(commandName({})).toBe('phiwatch');
});
