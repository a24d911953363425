import { at, concurrently } from '../../base/index.ts';
import type { AzurePolicyState, ReadFailure } from '../../platform/azure/index.ts';
import { compareState, holding, nameOf, recordDisagreement } from './compare-resource.ts';
import { enter, turnPage } from './comparison-run.ts';
import type { ComparisonRun } from './comparison-run.ts';
import { addCount, addOurs, settle, zeroOutcomes } from './policy-tally.ts';
import type { Verdicts } from './ports.ts';

/** Resources that are read at the same time. */
const atOnce = 32;

/** Current states of ours that are gone through between two looks at the time. */
const mostAtOnce = 1_000;

type Step = (run: ComparisonRun, verdicts: Verdicts) => Promise<ReadFailure | undefined>;

/** Takes a page of the step at which a comparison is; what is returned could not be read. */
export const steps: Readonly<Record<Exclude<ComparisonRun['phase'], 'closing' | 'ended'>, Step>> = {
  async counts(run, { graph }) {
    const page = await graph.policyStateCounts(run.subscriptionId, run.next);
    if (page.kind !== 'counts') return page;
    const tallies = new Map(Object.entries(run.tallies));
    for (const count of page.counts) addCount(tallies, nameOf(count), count);
    run.tallies = Object.fromEntries(tallies);
    turnPage(run, page.next, 'exceptions');
    return undefined;
  },

  async exceptions(run, verdicts) {
    const page = await verdicts.graph.policyStates(run.subscriptionId, 'exceptions', run.next);
    if (page.kind !== 'states') return page;
    await comparePage(page.states, run, verdicts);
    turnPage(run, page.next, 'ours');
    return undefined;
  },

  async ours(run, { knownStates, policies }) {
    let taken = 0;
    for await (const { place, current } of knownStates.from(
      `/subscriptions/${run.subscriptionId}`,
      run.next,
    )) {
      run.next = place;
      if (!current.gone) {
        const readAt = at(current.readStartedAt);
        for (const name of Object.keys(current.states)) {
          const tally = run.tallies[name];
          if (tally && !policies.policy(name)?.delegated) addOurs(tally, holding(current, name), readAt, 1);
        }
      }
      taken += 1;
      if (taken === mostAtOnce) return undefined;
    }
    run.left = Object.keys(run.tallies).filter((name) => settle(run.tallies[name]!) === undefined);
    for (const name of run.left) beginAgain(run, name);
    enter(run, 'rows');
    return undefined;
  },

  async rows(run, verdicts) {
    const [name] = run.left;
    const tally = name === undefined ? undefined : run.tallies[name];
    if (!tally) {
      enter(run, 'closing');
      return undefined;
    }
    const page = await verdicts.graph.policyStates(run.subscriptionId, tally, run.next);
    if (page.kind !== 'states') return page;
    await comparePage(page.states, run, verdicts);
    turnPage(run, page.next, 'rows');
    if (page.next === undefined) run.left.shift();
    return undefined;
  },
};

/** Forgets what was found of a policy: all of its states are found again. */
function beginAgain(run: ComparisonRun, name: string): void {
  const tally = run.tallies[name]!;
  Object.assign(tally.sideBySide, zeroOutcomes());
  tally.found = 0;
}

/** Sets the states of a page beside ours, and keeps each disagreement. */
async function comparePage(
  states: readonly AzurePolicyState[],
  run: ComparisonRun,
  verdicts: Verdicts,
): Promise<void> {
  const { knownStates, disagreements, policies } = verdicts;
  const groups = Map.groupBy(states, ({ resourceId }) => resourceId.toLowerCase());
  await concurrently([...groups], atOnce, async ([resourceId, group]) => {
    const current = await knownStates.of(resourceId);
    const compared = group.map((state) => ({ state, outcome: compareState(current, state, verdicts) }));
    const contradicted = compared.filter(({ outcome }) => outcome === 'disagree');
    const known = contradicted.length > 0 ? await disagreements.of(resourceId) : [];
    for (const { state } of contradicted)
      if (current) await recordDisagreement(current, state, known, verdicts);
    for (const { state, outcome } of compared) {
      const name = nameOf(state);
      const tally = run.tallies[name];
      // A policy that was assigned since the count is compared the next time.
      if (!tally) continue;
      tally.found += 1;
      tally.sideBySide[outcome] += 1;
      if (current && !current.gone && current.states[name] && !policies.policy(name)?.delegated)
        addOurs(tally, holding(current, name), at(current.readStartedAt), -1);
    }
  });
}
