import { expect, it } from 'vitest';
import { createDetection } from '../../../src/phi-access/detectors/detect.ts';
import type { AccessFinding } from '../../../src/phi-access/model/anomaly.ts';
import { at, day, found, hospital, kindsOf, machine, staff } from './hospital.ts';
import { ada, event, findingsIn } from './office.ts';

it('nothing is found in a ward and a service as usual', () => {
  const all = hospital();
  staff(all, { name: 'east', people: 10, starts: [7], length: 12, seed: 1 }, [0, 31]);
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  machine(all, 'engine', hours, [0, 31], {}, { approvedOperations: ['read', 'search-type'] });
  expect(found(all, [30, 31])).toEqual([]);
});

it('audit-disabled is told of whoever did it, not of the account that it was about', () => {
  const off = event('audit-disabled', {
    source: 'activity',
    principal: 'engine',
    actor: 'ada',
    resource: '/r',
  });
  expect(findingsIn({ events: [off] })).toMatchObject([
    { kind: 'audit-disabled', principal: 'ada', severity: 'critical', resources: ['/r'] },
  ]);
});

it('a header that names the user is believed from a service alone', () => {
  const through = (via: string): AccessFinding[] =>
    findingsIn({
      hours: [ada({ via: [via], operations: ['export'], exports: 1 })],
      principals: [{ id: 'ben', kind: 'human' }],
    });
  expect(kindsOf(through('engine'), 'ada')).toEqual(['export']);
  expect(kindsOf(through('ben'), 'ada')).toEqual([]);
  expect(kindsOf(through('ben'), 'ben')).toContain('export');
});

it("support's work is told, quietly, and once for each database", () => {
  const work = (resource: string, time: string) =>
    event('support', { source: 'support', principal: 'ms', resource, time });
  const [one, two, three] = [
    '2026-11-04T10:00:00.000Z',
    '2026-11-04T11:00:00.000Z',
    '2026-11-04T12:00:00.000Z',
  ] as const;
  const events = [work('/db', one), work('/db', two), work('/other', two), work('/db', three)];
  expect(findingsIn({ events })).toMatchObject([
    {
      kind: 'new-operation',
      severity: 'low',
      principal: 'ms',
      resources: ['/db'],
      start: one,
      end: three,
      counts: { operations: 3 },
    },
    {
      severity: 'low',
      principal: 'ms',
      resources: ['/other'],
      start: two,
      end: two,
      counts: { operations: 1 },
    },
  ]);
});

it('nothing is found in what was forgotten', () => {
  const kept = createDetection(hospital().directory);
  kept.put([ada({ reads: 1 })], [event('audit-disabled')]);
  const window = { from: at(day(30), 0), to: at(day(31), 0) };
  expect(kept.findings(window)).not.toEqual([]);
  kept.forget(at(day(31), 0));
  expect(kept.findings(window)).toEqual([]);
});
