import type { RecordVersion } from '../../model/index.ts';
import { everyOwner } from '../../records/index.ts';
import type { TabletopPorts } from './ports.ts';
import { controlsOfExercise, tabletopStanding } from './tabletop-standing.ts';
import type { TabletopStanding } from './tabletop-standing.ts';
import type { Tabletop } from './tabletop.ts';

/** A tabletop with its standing as a proof; no standing: it is none. */
export interface TabletopView extends RecordVersion<Tabletop> {
  readonly standing?: Exclude<TabletopStanding['standing'], undefined>;
  readonly until: string;
  /** The controls for which it counts as a drill. */
  readonly controls: readonly string[];
}

/** The tabletops, the last version of each. */
export async function listTabletops({ tabletops, clock }: TabletopPorts): Promise<readonly TabletopView[]> {
  const now = clock.now().toISOString();
  return (await tabletops.latest(everyOwner)).map((record) => {
    const { standing, until } = tabletopStanding(record, now);
    const controls = controlsOfExercise[record.value.exercise];
    return { ...record, ...(standing && { standing }), until, controls };
  });
}
