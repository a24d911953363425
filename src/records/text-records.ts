import type { TextTable } from '../model/index.ts';

export const textRecordNames = [
  'exemptions',
  'announced-changes',
  'attestations',
  'reviews',
  'decisions',
  'entity-profiles',
  'agreements',
  'incidents',
  'remediation-modes',
  'write-stops',
  'anomaly-verdicts',
  'anomaly-suppressions',
  'responses',
  'auditor-grants',
  'tabletops',
  'drill-plans',
  'legal-holds',
  'narrative-releases',
  'evidence-productions',
] as const;

export type TextRecord = (typeof textRecordNames)[number];

interface TextOwner {
  readonly table: TextTable;
  /** The owner that records are kept under, as the rest of a sentence; `all`: one for all of them. */
  readonly by: string;
  /** Names of the members that hold what people wrote. */
  readonly names: ReadonlySet<string>;
  /** Names that say what the record is for, as a tag: they are withdrawn only once it has one of these statuses, and decides nothing more. */
  readonly ended?: { readonly statuses: ReadonlySet<string>; readonly names: ReadonlySet<string> };
}

const statement = new Set(['examined', 'statement', 'evidence']);

const bySubscription = 'the id of the subscription';

const revoked = (...names: string[]) => ({ statuses: new Set(['revoked']), names: new Set(names) });

const withdrawn = (...names: string[]) => ({ statuses: new Set(['withdrawn']), names: new Set(names) });

/** The records in which people write, as the API calls them. */
export const textRecords: Readonly<Record<TextRecord, TextOwner>> = {
  exemptions: {
    table: 'Exemptions',
    by: bySubscription,
    names: new Set(['reason', 'ticket']),
    ended: revoked('scope'),
  },
  'announced-changes': {
    table: 'AnnouncedChanges',
    by: bySubscription,
    names: new Set(['what', 'ticket']),
    ended: withdrawn('scope'),
  },
  attestations: { table: 'Attestations', by: 'all', names: statement, ended: revoked('organization') },
  reviews: { table: 'Reviews', by: 'all', names: statement, ended: revoked('organization') },
  decisions: { table: 'Decisions', by: 'all', names: new Set(['why']), ended: revoked('organization') },
  'entity-profiles': {
    table: 'EntityProfiles',
    by: 'all',
    names: new Set(['statement', 'evidence']),
    ended: revoked('organization'),
  },
  agreements: {
    table: 'Agreements',
    by: 'all',
    names: new Set(['name', 'names', 'document', 'id']),
    ended: { statuses: new Set(['ended']), names: new Set(['organization']) },
  },
  incidents: {
    table: 'Incidents',
    by: 'all',
    names: new Set(['what', 'systems', 'resources', 'organization', 'why', 'how', 'agency', 'document']),
  },
  'remediation-modes': {
    table: 'RemediationModes',
    by: 'all',
    names: new Set(['why']),
    ended: withdrawn('name', 'value'),
  },
  'write-stops': { table: 'WriteStops', by: 'all', names: new Set(['why']) },
  'anomaly-verdicts': { table: 'AnomalyVerdicts', by: 'all', names: new Set(['reason']) },
  'anomaly-suppressions': {
    table: 'AnomalySuppressions',
    by: 'all',
    names: new Set(['reason']),
    ended: withdrawn('principal'),
  },
  responses: { table: 'Responses', by: 'all', names: new Set(['why']) },
  'auditor-grants': {
    table: 'AuditorGrants',
    by: 'the object id of the Auditor',
    names: new Set(['reference']),
  },
  tabletops: {
    table: 'Tabletops',
    by: 'all',
    names: new Set(['scenario', 'role', 'item', 'why', 'lessons', 'evidence', 'title']),
    ended: withdrawn('organization'),
  },
  'drill-plans': { table: 'DrillPlans', by: 'all', names: new Set(['why', 'title', 'role']) },
  'legal-holds': { table: 'LegalHolds', by: 'all', names: new Set(['why']) },
  'narrative-releases': { table: 'Releases', by: 'all', names: new Set(['why']) },
  'evidence-productions': { table: 'Productions', by: 'all', names: new Set(['to', 'why']) },
};
