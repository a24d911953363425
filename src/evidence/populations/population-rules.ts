import type { ResponseStep } from '../../response/responses/index.ts';
import type { LedgerEntry, LedgerRow } from '../ledger/index.ts';
import { driftIn, happenedAt } from '../past/index.ts';

/** A member of a population, as one row of the ledger tells of it. */
export interface PopulationMember {
  readonly id: string;
  /** When it happened or began. */
  readonly at: string;
  /** When it ended; absent: it stands. Of something that happened once it is not asked. */
  readonly endedAt?: string;
  /** The resource, citation or id that it is about. */
  readonly about?: string;
}

/** A population that the ledger tells of. */
export interface PopulationRule {
  readonly name: string;
  /** Plain words: what is counted, and where it is from. */
  readonly source: string;
  /** `happened`: it counts in the period in which it was. `stands`: it counts in each period in which it was in force. */
  readonly kind: 'happened' | 'stands';
  /** The reason why nothing but phiwatch has it; absent: it is counted a second time each day. */
  readonly alone?: string;
  /** Returns the member that a row tells of; undefined: it tells of none. */
  readonly memberIn: (row: LedgerRow) => PopulationMember | undefined;
}

const people = 'people put it on record in phiwatch alone';

const ended = new Set(['revoked', 'ended', 'withdrawn']);

/** Records of people: in force from their first version until they are taken back or expire. */
function recordsOf(name: string, table: string, what: string): PopulationRule {
  return {
    name,
    source: `${what} on record in phiwatch`,
    kind: 'stands',
    alone: people,
    memberIn: (row) => {
      if ('mark' in row || row.table !== table) return undefined;
      const { id, recordedAt } = row.columns;
      if (typeof id !== 'string' || typeof recordedAt !== 'string') return undefined;
      const value = valueIn(row, 'value');
      const end = ended.has(textOf(value['status'])) ? recordedAt : textOf(value['expiresAt']);
      const about = value['control'] ?? value['scope'] ?? value['principal'];
      return {
        id,
        at: recordedAt,
        ...(end !== '' && { endedAt: end }),
        ...(typeof about === 'string' && { about }),
      };
    },
  };
}

/** Every population that the ledger tells of, by name. */
export const populationRules: readonly PopulationRule[] = [
  {
    name: 'changes',
    source: 'drifts by changes of resources, in the journal of phiwatch',
    kind: 'happened',
    memberIn: (row) => {
      const drift = driftIn(row);
      if (drift?.cause !== 'resource') return undefined;
      return { id: drift.id, at: happenedAt(drift), about: drift.resourceId };
    },
  },
  {
    name: 'responses',
    source: 'responses to drifts in phiwatch',
    kind: 'happened',
    alone: 'only phiwatch responds to its drifts',
    memberIn: (row) => memberOf(row, 'Responses', 'response', 'openedAt'),
  },
  {
    name: 'approvals',
    source: 'approvals of writes by people, in phiwatch',
    kind: 'happened',
    alone: people,
    memberIn: (row) => {
      const step = entryIn(row, 'Responses', 'step') as Partial<ResponseStep>;
      if (step.what !== 'approved' || step.at === undefined) return undefined;
      const entry = row as LedgerEntry;
      return { id: `${entry.partition}|${entry.row}`, at: step.at };
    },
  },
  {
    name: 'write-backs',
    source: 'writes of remediation that phiwatch put on record before it sent them',
    kind: 'happened',
    alone:
      'the activity log of Azure, which has them too, is not kept as long as evidence, and is not compared',
    memberIn: (row) => {
      if ('mark' in row || row.table !== 'Writes' || row.columns['part'] !== 'intent') return undefined;
      const { at, target } = valueIn(row, 'value');
      return typeof at === 'string'
        ? {
            id: `${row.partition}|${row.row}`,
            at,
            ...(typeof target === 'string' && { about: target }),
          }
        : undefined;
    },
  },
  {
    name: 'anomalies',
    source: 'anomalies of PHI access, suppressed ones and those over the budget among them, in phiwatch',
    kind: 'happened',
    alone: 'only phiwatch works them out; the rows that they rest on are in the logs',
    memberIn: (row) => memberOf(row, 'Anomalies', 'anomaly', 'recordedAt'),
  },
  {
    name: 'drills',
    source: 'recovery drills in phiwatch',
    kind: 'happened',
    alone: 'only phiwatch executes them',
    memberIn: (row) => memberOf(row, 'Drills', 'drill', 'askedAt'),
  },
  {
    name: 'settings',
    source: 'changes of the settings of phiwatch, seen when the app starts',
    kind: 'happened',
    alone: 'the settings of the app in Azure are not read',
    memberIn: (row) =>
      'mark' in row && row.mark === 'settings' ? { id: `settings-${row.n}`, at: row.until } : undefined,
  },
  {
    name: 'auditor-grants',
    source: 'grants of access as Auditor in phiwatch',
    kind: 'stands',
    alone: people,
    memberIn: (row) => {
      const { id, startsAt, endsAt, objectId } = entryIn(row, 'AuditorGrants', 'grant');
      return typeof id === 'string' && typeof startsAt === 'string'
        ? { id, at: startsAt, endedAt: textOf(endsAt), about: textOf(objectId) }
        : undefined;
    },
  },
  recordsOf('exemptions', 'Exemptions', 'exemptions, those of Azure Policy among them,'),
  recordsOf('attestations', 'Attestations', 'attestations'),
  recordsOf('decisions', 'Decisions', 'decisions on addressable specifications'),
  recordsOf('reviews', 'Reviews', 'reviews of PHI access'),
  recordsOf('suppressions', 'AnomalySuppressions', 'suppressions of anomalies'),
  recordsOf('incidents', 'Incidents', 'incidents, those found to be no breach among them,'),
  recordsOf('notices', 'Notices', 'notices of what ends, is due or was found'),
  recordsOf('agreements', 'Agreements', 'agreements with business associates and subcontractors'),
];

/** A member that stands in a value of its own, with its id. */
function memberOf(row: LedgerRow, table: string, name: string, time: string): PopulationMember | undefined {
  const { id, [time]: at } = entryIn(row, table, name);
  return typeof id === 'string' && typeof at === 'string' ? { id, at } : undefined;
}

function entryIn(row: LedgerRow, table: string, name: string): Readonly<Record<string, unknown>> {
  return 'mark' in row || row.table !== table ? {} : valueIn(row, name);
}

function valueIn({ values }: LedgerEntry, name: string): Readonly<Record<string, unknown>> {
  return (values[name] ?? {}) as Readonly<Record<string, unknown>>;
}

/** A sealed text is none. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
