import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const script = join(import.meta.dirname, 'registered.ts');

/** Triggers and names of what a deployment registers. @throws Error with what the app says */
function registered(role: string): readonly (readonly [trigger: string, name: string])[] {
  const env = { ...process.env, APP_ROLE: role };
  const output = execFileSync(process.execPath, [script], { env, encoding: 'utf8', stdio: 'pipe' });
  return JSON.parse(output) as [string, string][];
}
const triggers = (all: ReturnType<typeof registered>) =>
  [...new Set(all.map(([trigger]) => trigger))].toSorted();
const names = (all: ReturnType<typeof registered>) => all.map(([, name]) => name).toSorted();

test('the responder takes no traffic from outside, the monitor starts no workflow', () => {
  const monitor = registered('monitor');
  const responder = registered('responder');
  expect(triggers(monitor)).toEqual(['eventGridTrigger', 'httpTrigger', 'queueTrigger', 'timerTrigger']);
  expect(triggers(responder)).toEqual([
    'activityTrigger',
    'orchestrationTrigger',
    'queueTrigger',
    'timerTrigger',
  ]);
  expect(names(registered(''))).toEqual(names([...monitor, ...responder]));
});

test('another role is refused', () => {
  expect(() => registered('both')).toThrow('APP_ROLE must be one of all, monitor, responder');
});
