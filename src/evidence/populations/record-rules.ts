import { entryIn, textOf, valueIn } from './row-values.ts';
import type { MemberRow, PopulationRule } from './rule.ts';

/** The reason why nothing else has what people put on record. */
export const people = 'people put it on record in phiwatch alone';

const ended = new Set(['revoked', 'ended', 'withdrawn']);

interface Kind {
  readonly table: string;
  readonly source: string;
  /** Its members by which it begins and ends. */
  readonly from?: string;
  readonly until?: string;
  /** The only status with which it is in force; absent: any but that of its end. */
  readonly status?: string;
}

const kinds: Readonly<Record<string, Kind>> = {
  exemptions: {
    table: 'Exemptions',
    source: 'approved exemptions, those of Azure Policy among them, on record in phiwatch',
    from: 'validFrom',
    until: 'expiresAt',
    status: 'approved',
  },
  attestations: {
    table: 'Attestations',
    source: 'attestations on record in phiwatch',
    until: 'expiresAt',
  },
  decisions: {
    table: 'Decisions',
    source: 'decisions on addressable specifications on record in phiwatch',
    until: 'expiresAt',
  },
  reviews: { table: 'Reviews', source: 'reviews of PHI access on record in phiwatch', until: 'expiresAt' },
  suppressions: {
    table: 'AnomalySuppressions',
    source: 'suppressions of anomalies on record in phiwatch',
    until: 'until',
  },
  agreements: {
    table: 'Agreements',
    source: 'agreements with business associates and subcontractors on record in phiwatch',
    from: 'validFrom',
    until: 'expiresAt',
  },
  incidents: {
    table: 'Incidents',
    source:
      'incidents that were opened before the end of the period, those found to be no breach among them; the ledger does not tell when one was done',
  },
};

/** Records of people are in force from when they were made, or say that they begin, until they are taken back or expire. */
function recordRule(name: string, { table, source, from, until, status }: Kind): PopulationRule {
  return {
    name,
    source,
    kind: 'stands',
    alone: people,
    memberIn: (row): MemberRow | undefined => {
      if ('mark' in row || row.table !== table) return undefined;
      const { id, recordedAt } = row.columns;
      if (typeof id !== 'string' || typeof recordedAt !== 'string') return undefined;
      const value = valueIn(row, 'value');
      const stands = textOf(value['status']);
      if (ended.has(stands)) return { id, endedAt: recordedAt };
      if (status !== undefined && stands !== status) return undefined;
      const [begun, end, control] = [from, until, 'control'].map((member) => textOf(value[member ?? '']));
      return {
        id,
        at: begun || recordedAt,
        ...(end && { endedAt: end }),
        ...(control && { about: control }),
      };
    },
  };
}

/** Populations of what people put on record. */
export const recordRules: readonly PopulationRule[] = [
  ...Object.entries(kinds).map(([name, kind]) => recordRule(name, kind)),
  {
    name: 'notices',
    source: 'notices of what ends, is due or was found, on record in phiwatch',
    kind: 'happened',
    alone: 'only phiwatch writes them',
    memberIn: (row) => {
      if ('mark' in row || row.table !== 'Notices') return undefined;
      const { id, recordedAt } = row.columns;
      return typeof id === 'string' && typeof recordedAt === 'string' ? { id, at: recordedAt } : undefined;
    },
  },
  {
    name: 'auditor-grants',
    source: 'grants of access as Auditor in phiwatch',
    kind: 'stands',
    alone: people,
    memberIn: (row) => {
      const { id, startsAt, endsAt, objectId } = entryIn(row, 'AuditorGrants', 'grant');
      if (typeof id === 'string' && typeof startsAt === 'string')
        return { id, at: startsAt, endedAt: textOf(endsAt), about: textOf(objectId) };
      // A revocation is a row of its own beside that of its grant.
      const { revokedAt } = entryIn(row, 'AuditorGrants', 'revocation');
      return typeof revokedAt === 'string' && 'row' in row
        ? { id: row.row.split('|')[0] ?? '', endedAt: revokedAt }
        : undefined;
    },
  },
];
