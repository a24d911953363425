import Table from 'cli-table3';
import type { ControlView } from '../../src/compliance/index.ts';

const STATES = ['NonCompliant', 'Unknown', 'Compliant'] as const;

/** The controls that something is known of, worst first as they come, and how many wait for more than configuration. */
export function summaryView(controls: readonly ControlView[]): string {
  const judged = controls.filter(({ counts }) => STATES.some((state) => counts[state] > 0));
  const table = new Table({
    head: ['45 CFR', 'Safeguard', 'State', ...STATES],
    colWidths: [24, 40, 15],
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  });
  for (const { id, title, state, counts } of judged) {
    table.push([id, title, state, ...STATES.map((each) => String(counts[each]))]);
  }
  const rest = controls.length - judged.length;
  return `${table.toString()}\n${rest} more safeguards have no technical check here: they need people (attestations, reviews, drills).`;
}
