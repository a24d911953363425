import type { PolicyTally } from './policy-tally.ts';

/** The comparison of a subscription with Azure while it is under way, as it is kept between two portions: plain JSON. */
export interface ComparisonRun {
  readonly subscriptionId: string;
  readonly startedAt: string;
  /** The number of portions that are done. */
  portion: number;
  /**
   * The step that it is at: Azure's counts; its states that are not Compliant; ours; all of Azure's states of the policies for which these
   * do not tell; the end.
   */
  phase: 'counts' | 'exceptions' | 'ours' | 'rows' | 'closing' | 'ended';
  /** The place within the step: a token of Resource Graph, or a place among our states. */
  next?: string;
  /** Failures of Resource Graph in a row. */
  failures: number;
  /** By our name of the policy. */
  tallies: Record<string, PolicyTally>;
  /** Names of the policies whose states are still to be found one by one. */
  left: string[];
}

export function newRun(subscriptionId: string, startedAt: string): ComparisonRun {
  return { subscriptionId, startedAt, portion: 0, phase: 'counts', failures: 0, tallies: {}, left: [] };
}

/** Goes to the beginning of a step. */
export function enter(run: ComparisonRun, phase: ComparisonRun['phase']): void {
  run.phase = phase;
  delete run.next;
}

/** Goes to the page after this one; after the last, to the step after this one. */
export function turnPage(
  run: ComparisonRun,
  next: string | undefined,
  phaseAfter: ComparisonRun['phase'],
): void {
  run.failures = 0;
  if (next === undefined) enter(run, phaseAfter);
  else run.next = next;
}
