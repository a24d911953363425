import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const script = join(import.meta.dirname, 'registered.ts');

/** Triggers and names of what a deployment registers. @throws Error with what the app says */
function registered(part: string): readonly (readonly [trigger: string, name: string])[] {
  const env = { ...process.env, PART: part };
  const output = execFileSync(process.execPath, [script], { env, encoding: 'utf8', stdio: 'pipe' });
  return JSON.parse(output) as [string, string][];
}
const triggers = (all: ReturnType<typeof registered>) =>
  [...new Set(all.map(([trigger]) => trigger))].toSorted();
const names = (all: ReturnType<typeof registered>) => all.map(([, name]) => name).toSorted();

test('the part that answers takes no traffic from outside, the one that judges starts no workflow', () => {
  const judge = registered('judge');
  const respond = registered('respond');
  expect(triggers(judge)).toEqual(['eventGridTrigger', 'httpTrigger', 'queueTrigger', 'timerTrigger']);
  expect(triggers(respond)).toEqual([
    'activityTrigger',
    'orchestrationTrigger',
    'queueTrigger',
    'timerTrigger',
  ]);
  expect(names(registered(''))).toEqual(names([...judge, ...respond]));
});

test('another part is no part', () => {
  expect(() => registered('both')).toThrow('PART must be one of all, judge, respond');
});
