import { counted } from '../../base/index.ts';
import type { DetectionContext } from '../detection/index.ts';
import { finding, quantile, sum } from '../detection/index.ts';
import type { AccessFinding, AccessHour } from '../model/index.ts';

interface Sign {
  readonly name: string;
  readonly noun: string;
  readonly of: (part: AccessHour) => number;
  /** Told from here on, if it is also more than three times what is usual and this much. */
  readonly floor: number;
}

/** Lists of what lies in storage are to a thief what a register is; in a record, searches are everybody's work. */
const signs: readonly Sign[] = [
  { name: 'notFound', noun: 'requests for what does not exist', of: (part) => part.notFound, floor: 12 },
  {
    name: 'largePages',
    noun: 'requests for 500 entries or more at once',
    of: (part) => part.largePages,
    floor: 3,
  },
  { name: 'pages', noun: 'further pages of searches', of: (part) => part.pages, floor: 20 },
  {
    name: 'lists',
    noun: 'lists of what lies in storage or a vault',
    of: (part) => (part.source === 'blob' || part.source === 'vault' ? part.searches : 0),
    floor: 8,
  },
];

/** Ids tried one after another, of which many do not exist, and registers read page by page. */
export function enumeration(context: DetectionContext): AccessFinding[] {
  return context.active.flatMap((person) =>
    context.current(person).flatMap(({ shift, before }) => {
      const found = signs.flatMap((sign) => {
        const seen = sum(shift.parts, sign.of);
        if (seen < sign.floor) return [];
        const usual = quantile(
          before.map(({ parts }) => sum(parts, sign.of)),
          0.98,
        );
        return seen > 3 * usual + sign.floor / 2 ? [{ sign, seen, usual }] : [];
      });
      if (found.length === 0) return [];
      return finding(
        'enumeration',
        person,
        shift.parts.filter((part) => found.some(({ sign }) => sign.of(part) > 0)),
        'high',
        Math.min(1, Math.max(...found.map(({ sign, seen }) => seen / (8 * sign.floor)))),
        {
          ...Object.fromEntries(found.map(({ sign, seen }) => [sign.name, seen])),
          patients: shift.patientCount,
        },
        `In one shift ${found.map(({ sign, seen, usual }) => `${seen} ${sign.noun} (up to ${counted(Math.round(usual), 'is usual', 'are usual')})`).join(' and ')}.`,
      );
    }),
  );
}
