import { expect, test } from 'vitest';
import { isAnomalySubject, namesStaff } from '../../../src/phi-access/anomalies/anomaly-subjects.ts';
import type { Anomaly } from '../../../src/phi-access/model/anomaly.ts';

const anomaly = {
  principal: 'engine',
  principalKind: 'service',
  actors: ['ada'],
} as Partial<Anomaly> as Anomaly;

test('who had a service do it is concerned, and is told of as staff is', () => {
  expect(isAnomalySubject(anomaly, { objectId: 'ADA' })).toBe(true);
  expect(isAnomalySubject(anomaly, { objectId: 'ben' })).toBe(false);
  expect(namesStaff(anomaly)).toBe(true);
  expect(namesStaff({ ...anomaly, actors: [] })).toBe(false);
});
