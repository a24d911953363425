import { recordedAtOf } from '../ledger/index.ts';
import type { LedgerRow } from '../ledger/index.ts';
import type { Period } from '../model/index.ts';
import type { PopulationMember, PopulationRule } from './rule.ts';

/** A member of the population of a period. */
export interface PeriodMember extends PopulationMember {
  /** It was put on record after the period. */
  readonly late?: true;
}

export interface MemberCount {
  /** Takes rows in the order of the ledger. */
  add(row: LedgerRow): void;
  /** By when they happened, and then by their ids. */
  members(): readonly PeriodMember[];
}

/** Finds the members of a population in a period: what happened in it, or was in force at some time of it. A later row of a member replaces an earlier one, but for its beginning. */
export function countMembers({ kind, memberIn }: PopulationRule, { from, to }: Period): MemberCount {
  const found = new Map<string, PeriodMember>();
  return {
    add(row) {
      const member = memberIn(row);
      if (!member) return;
      const first = found.get(member.id);
      if (!('at' in member)) {
        if (first) found.set(member.id, { ...first, endedAt: member.endedAt });
        return;
      }
      const isLate = first ? first.late : isAfter(row, to);
      found.set(member.id, { ...member, at: first?.at ?? member.at, ...(isLate && { late: true }) });
    },
    members: () =>
      [...found.values()]
        .filter(({ at, endedAt }) => {
          if (at >= to) return false;
          return kind === 'happened' ? at >= from : endedAt === undefined || endedAt > from;
        })
        .toSorted((one, other) =>
          one.at === other.at ? (one.id < other.id ? -1 : 1) : one.at < other.at ? -1 : 1,
        ),
  };
}

function isAfter(row: LedgerRow, to: string): boolean {
  const written = 'mark' in row ? row.until : (recordedAtOf(row) ?? row.writtenAt);
  return written >= to;
}
