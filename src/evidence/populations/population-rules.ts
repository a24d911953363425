import type { ResponseStep } from '../../response/responses/index.ts';
import type { LedgerEntry } from '../ledger/index.ts';
import { driftIn, happenedAt } from '../past/index.ts';
import { people, recordRules } from './record-rules.ts';
import { entryIn, memberOf, valueIn } from './row-values.ts';
import type { PopulationRule } from './rule.ts';

/** Every population that the ledger tells of, by name. */
export const populationRules: readonly PopulationRule[] = [
  {
    name: 'changes',
    source: 'drifts by changes of resources, in the journal of phiwatch',
    kind: 'happened',
    memberIn: (row) => {
      const drift = driftIn(row);
      if (drift?.cause !== 'resource') return undefined;
      const { id, resourceId, recordedAt } = drift;
      return { id, at: happenedAt(drift), recordedAt, about: resourceId };
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
  ...recordRules,
];
