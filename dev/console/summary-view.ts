import Table from 'cli-table3';
import type { ControlView } from '../../src/assurance/posture/index.ts';

const STATES = ['NonCompliant', 'Unknown', 'Compliant'] as const;

/**
 * The controls that something technical is known of, worst first as they come. A control whose policies all hold is
 * still Unknown: its other proofs are missing, and the last line says how many wait for people alone.
 */
export function summaryView(controls: readonly ControlView[]): string {
  const evaluated = controls.filter(({ counts }) => STATES.some((state) => counts[state] > 0));
  const table = new Table({
    head: ['45 CFR', 'Safeguard', 'State', 'bad/unknown/good'],
    colWidths: [22, 40, 14, 18],
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  });
  for (const { id, title, state, counts } of evaluated) {
    table.push([id, title, state, STATES.map((each) => counts[each]).join(' / ')]);
  }
  const configured = evaluated.filter(
    ({ state, counts }) => state === 'Unknown' && counts.Unknown === 0,
  ).length;
  const checked = controls.filter(({ proofs }) => 'policies' in proofs);
  return [
    table.toString(),
    `${evaluated.length} safeguards with technical checks` +
      (configured > 0
        ? `; ${configured} read Unknown though every check holds: operation is not shown.`
        : '.'),
    `${checked.length - evaluated.length} have checks that nothing here is about.`,
    `${controls.length - checked.length} more need people alone: attestations, reviews, drills, decisions.`,
  ].join('\n');
}
