import { expect, test } from 'vitest';
import { summaryView } from '../../../dev/console/summary-view.ts';
import type { ControlView } from '../../../src/assurance/posture/index.ts';

const counts = { NonCompliant: 0, Unknown: 0, Exempt: 0, Compliant: 0, NotApplicable: 0 };
const control = (id: string, more: Partial<ControlView>): ControlView => ({
  id,
  title: id,
  family: 'technical',
  designation: 'standard',
  state: 'Unknown',
  summary: '',
  open: [],
  counts,
  proofs: { policies: 'NotApplicable', review: 'missing' },
  ...more,
});

test('a safeguard with checks is not counted among those for people alone, whatever its checks say', () => {
  const text = summaryView([
    control('a', { counts: { ...counts, NonCompliant: 2 } }),
    control('b', { counts: { ...counts, NotApplicable: 12 } }),
    control('c', { proofs: { attestation: 'missing' } }),
  ]);
  expect(text).toContain('\n1 more need people alone');
});
