import type { TextTable } from '../model/index.ts';

interface TextOwner {
  readonly table: TextTable;
  /** Whom records are kept under, as the rest of a sentence; `all`: one owner for all of them. */
  readonly by: string;
  /** Names of the members that hold what people wrote. */
  readonly names: ReadonlySet<string>;
}

const bySubscription = 'the id of the subscription';

/** The records in which people write, as the API calls them. */
export const textRecords = {
  exemptions: { table: 'Exemptions', by: bySubscription, names: new Set(['reason', 'ticket']) },
  'announced-changes': { table: 'AnnouncedChanges', by: bySubscription, names: new Set(['what', 'ticket']) },
  attestations: { table: 'Attestations', by: 'all', names: new Set(['examined', 'statement', 'evidence']) },
  reviews: { table: 'Reviews', by: 'all', names: new Set(['examined', 'statement', 'evidence']) },
  decisions: { table: 'Decisions', by: 'all', names: new Set(['why']) },
  agreements: { table: 'Agreements', by: 'all', names: new Set(['name', 'names', 'document']) },
  incidents: {
    table: 'Incidents',
    by: 'all',
    names: new Set(['what', 'systems', 'why', 'how', 'agency', 'document']),
  },
  'remediation-modes': { table: 'RemediationModes', by: 'all', names: new Set(['why']) },
  'write-stops': { table: 'WriteStops', by: 'all', names: new Set(['why']) },
  'anomaly-verdicts': { table: 'AnomalyVerdicts', by: 'all', names: new Set(['reason']) },
  'anomaly-suppressions': { table: 'AnomalySuppressions', by: 'all', names: new Set(['reason']) },
  responses: { table: 'Responses', by: 'all', names: new Set(['why']) },
  'auditor-grants': {
    table: 'AuditorGrants',
    by: 'the object id of the Auditor',
    names: new Set(['reference']),
  },
} as const satisfies Readonly<Record<string, TextOwner>>;

export type TextRecord = keyof typeof textRecords;
