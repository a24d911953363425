import { at, counted } from '../../base/index.ts';
import type { Period } from '../model/index.ts';
import type { PastReading } from './read-past.ts';

/** Says, in plain words, what a reading of the ledger does not tell of a period. */
export function readingGaps(
  { from, to }: Period,
  asKnownAt: string | undefined,
  { begins, knownUntil, broken }: PastReading,
): readonly string[] {
  if (begins === undefined) return ['the ledger has no row yet: nothing is known'];
  const asked = asKnownAt ?? to;
  return [
    ...(at(begins) > at(from)
      ? [`the ledger begins at ${begins}: what was before it is not known, and counts as nothing here`]
      : []),
    ...(broken
      ? [
          `row ${broken.row} of the ledger is not as it was written: ${broken.why}; ${counted(broken.row - 1, 'row')} before it hold`,
        ]
      : []),
    ...(knownUntil === undefined || at(knownUntil) < at(asked)
      ? [`the ledger reaches to ${knownUntil ?? begins} only: what came after it is missing`]
      : []),
  ];
}
