/** The tables in which texts of people are kept, and can be withdrawn. */
export type TextTable =
  | 'Exemptions'
  | 'AnnouncedChanges'
  | 'Attestations'
  | 'Reviews'
  | 'Decisions'
  | 'EntityProfiles'
  | 'Agreements'
  | 'Incidents'
  | 'RemediationModes'
  | 'WriteStops'
  | 'AnomalyVerdicts'
  | 'AnomalySuppressions'
  | 'Responses'
  | 'AuditorGrants'
  | 'Tabletops'
  | 'DrillPlans'
  | 'LegalHolds'
  | 'Releases'
  | 'Productions';

/** The place of a record: its table, whom it is kept under, its id. A response is found by its id alone. */
export interface TextPlace {
  readonly table: TextTable;
  readonly owner: string;
  readonly id: string;
}

/** A part of a record: one of its versions, or one of the steps of a response. */
export interface TextPart {
  /** The number of the version or the step; 0 for a response itself. */
  readonly number: number;
  readonly value: unknown;
}

/** The texts of people, for the one purpose for which a version is ever rewritten: a text that must not be kept. */
export interface KeptTexts {
  /** All parts of a record; none: there is no such record. */
  parts(place: TextPlace): Promise<readonly TextPart[]>;
  /**
   * Replaces texts in all parts of a record, wherever a member of one of these names holds one of them.
   * @returns the number of parts that had one, so that 0 says that it is gone
   */
  replace(place: TextPlace, names: ReadonlySet<string>, texts: ReadonlyMap<string, string>): Promise<number>;
}
