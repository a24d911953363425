import type { Compared, DailyPosture } from './daily-posture.ts';

/** Characters of a posture as JSON: a row of Table Storage holds a mebibyte, and two bytes for each. */
const mostCharacters = 480_000;

const lists = ['resources', 'phiResources', 'changes'] as const;

/** Makes a posture fit into its row. Ids that cannot all be listed are not listed in part: the longest list goes, and the reason says so. */
export function fitting(posture: DailyPosture): DailyPosture {
  if (JSON.stringify(posture).length <= mostCharacters) return posture;
  const [longest] = lists.toSorted((one, other) => differing(posture[other]) - differing(posture[one]));
  if (longest === undefined || differing(posture[longest]) === 0) return posture;
  const { independent: _independent, ...rest } = posture[longest];
  const why = `${differing(posture[longest])} differ, more than can be listed`;
  return fitting({ ...posture, [longest]: { ...rest, why } });
}

function differing({ independent }: Compared): number {
  return independent?.unexplained.length ?? 0;
}
