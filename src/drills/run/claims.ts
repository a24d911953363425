import { objectivesMet } from '../model/index.ts';
import type { Drill, DrillCoverage } from '../model/index.ts';

/** The claims that a drill supports, each with the safeguard that it is about. */
export function provesOf({ result, components, startedAt, coverage, teardown }: Drill): readonly string[] {
  if (result !== 'executed' && result !== 'objective-missed') return [];
  const restored = components.filter(({ mode, status }) => mode === 'restored' && status === 'done');
  const inTime = restored.filter((run) => objectivesMet(run, startedAt) === true);
  return [
    '164.308(a)(7)(ii)(D): the contingency plan was tested by executing it',
    ...restored.map(
      ({ component: { name }, restorePoint }) =>
        `164.308(a)(7)(ii)(A): an exact copy of ${name} as of ${restorePoint} can be retrieved`,
    ),
    ...inTime.map(
      ({ component: { name } }) => `164.308(a)(7)(ii)(B): ${name} is restored within its objectives`,
    ),
    ...(coverage && coverage.all > 0 && coverage.unplanned.length === 0
      ? [`164.308(a)(7)(ii)(E): the plan ranks every store that holds PHI; restored: ${byRank(coverage)}`]
      : []),
    ...(teardown?.endedAt !== undefined && restored.length > 0
      ? [`164.310(d)(2)(i): the copies were destroyed by ${teardown.endedAt}`]
      : []),
  ];
}

/** The claims that somebody might read into a drill, and that it does not support. */
export function doesNotProveOf(
  { components, plan, teardown }: Drill,
  { restored, all, unplanned }: DrillCoverage,
): readonly string[] {
  return [
    ...(restored < all
      ? [`that what was not restored can be: ${all - restored} of ${all} stores that hold PHI`]
      : []),
    ...(unplanned.length > 0 ? [`anything of ${unplanned.length} stores that the plan does not name`] : []),
    ...components
      .filter(({ mode }) => mode !== 'restored')
      .map(
        ({ component: { name }, why }) =>
          `that ${name} can be restored${why === undefined ? '' : `: ${why}`}`,
      ),
    ...components.flatMap(({ component: { name }, checks }) =>
      checks
        .filter(({ outcome }) => outcome === 'not-done' || outcome === 'not-comparable')
        .slice(0, 1)
        .map(({ name: check, detail }) => `all of ${name}: ${check}, ${detail}`),
    ),
    ...(plan.region === 'same' ? ['that production survives the outage of its region'] : []),
    ...(teardown && teardown.softDeleted.length > 0
      ? [
          `that nothing of the copies can be restored: Azure keeps ${teardown.softDeleted.length} of them until ${teardown.softDeleted
            .map(({ purgedAt }) => purgedAt)
            .toSorted()
            .at(-1)}`,
        ]
      : []),
    'that people find and follow the plan without phiwatch, or that applications work on the copies',
  ];
}

/** `critical 1 of 1, high 0 of 2` */
function byRank({ byCriticality }: DrillCoverage): string {
  return Object.entries(byCriticality)
    .map(([rank, { restored, all }]) => `${rank} ${restored} of ${all}`)
    .join(', ');
}
