import type { IntegrationEvent } from '../../notifications/publishing/index.ts';
import type { Items, Schedule } from '../../platform/store/index.ts';
import type { Drill } from '../model/index.ts';

/** The happenings of a drill that are published. */
export type DrillHappening = 'asked' | 'approved' | 'started' | 'aborted' | 'ended';

/** Notes what happens to a drill before it is written, for each target to which it is published. */
export async function noteDrill(
  id: string,
  what: DrillHappening,
  at: string,
  { published }: { readonly published: readonly Schedule[] },
): Promise<void> {
  for (const book of published) await book.add({ id: `drill|${id}|${what}`, at });
}

/** Finds what was noted of a drill. @param key `ID|WHAT` */
export function drillEvents(drills: Pick<Items<Drill>, 'read'>) {
  return async (key: string): Promise<IntegrationEvent | undefined> => {
    const [id = '', what = ''] = key.split('|');
    const drill = (await drills.read(id))?.value;
    const time = drill && momentOf(drill, what);
    if (!drill || time === undefined) return undefined;
    const { quarter, startedBy, approval, startedAt, result, coverage, revision } = drill;
    return {
      id: `${id}|${what}`,
      type: `phiwatch.drill.${what}`,
      subject: `/drills/${id}`,
      time,
      data: {
        drillId: id,
        quarter,
        plan: revision.sha256,
        startedBy,
        ...(approval && { approvedBy: approval.by }),
        ...(startedAt !== undefined && { startedAt }),
        ...(what === 'ended' && result !== undefined && { result }),
        ...(what === 'ended' && coverage && { restored: coverage.restored, all: coverage.all }),
      },
    };
  };
}

function momentOf(drill: Drill, what: string): string | undefined {
  switch (what) {
    case 'asked':
      return drill.askedAt;
    case 'approved':
      return drill.approval?.at;
    case 'started':
      return drill.startedAt;
    case 'aborted':
      return drill.stop?.at;
    default:
      return drill.endedAt;
  }
}
