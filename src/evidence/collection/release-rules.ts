import type { ArtifactContent, ReleaseClass } from '../model/index.ts';

type Values = Readonly<Record<string, unknown>>;

/** A row of a table, as the collector of records brings it. */
interface CollectedRow {
  readonly row: string;
  readonly columns: Values;
  readonly values: Values;
}

/** Members of an incident that say that it is there, when its duties were met, and nothing of what happened. */
const ofIncidents = ['status', 'openedAt', 'discovery', 'decision', 'notices', 'noticeDays'] as const;

/** Members of the decision and of the day of discovery: the outcome and the times, not the reasons. */
const withoutReasons = [
  'day',
  'basis',
  'approvedAt',
  'outcome',
  'exception',
  'signedAt',
  'kind',
  'recipient',
  'on',
  'sentOn',
  'count',
];

/** Members that say who is concerned, or tell of it. */
const ofPeople = new Set([
  'principal',
  'principals',
  'actors',
  'subjects',
  'resources',
  'explanation',
  'reasons',
  'evidence',
  'reason',
]);

/** Tables of which all but counsel gets a part, by table. */
const reduced: Readonly<Record<string, (row: CollectedRow) => CollectedRow>> = {
  Incidents: (row) => withValue(row, incidentOf),
  Anomalies: (row) => withValue(row, withoutPeople, 'anomaly'),
  AnomalyVerdicts: (row) => withValue(row, withoutPeople),
  AnomalySuppressions: (row) => withValue(row, withoutPeople),
  // Why something is held is between counsel and client.
  Releases: (row) => withValue(row, (value) => pick(value, ['incident', 'class'])),
  Productions: (row) =>
    withValue(row, (value) => pick(value, ['collection', 'class', 'status', 'sha256', 'madeAt'])),
  LegalHolds: (row) => withValue(row, (value) => pick(value, ['status', 'placedAt', 'releasedAt'])),
};

/**
 * Takes out of a file what readers of a class are not to have: narratives of incidents, people behind anomalies, reasons of legal holds.
 * @param released ids of the incidents that counsel has released to that class
 */
export function releaseTo(
  content: ArtifactContent,
  releaseClass: ReleaseClass,
  released: ReadonlySet<string>,
): ArtifactContent {
  if (releaseClass === 'counsel') return content;
  if (content.collector === 'access-review')
    return { ...content, data: withoutPeople(content.data) as ArtifactContent['data'] };
  const reduce = content.collector === 'records' ? reduced[content.scope ?? ''] : undefined;
  if (!reduce) return content;
  const rows = (content.data['rows'] ?? []) as readonly CollectedRow[];
  const isReleased = ({ columns }: CollectedRow) =>
    content.scope === 'Incidents' && released.has(String(columns['id']));
  return { ...content, data: { rows: rows.map((row) => (isReleased(row) ? row : reduce(row))) } };
}

function withValue(row: CollectedRow, change: (value: Values) => unknown, name = 'value'): CollectedRow {
  return { ...row, values: { [name]: change((row.values[name] ?? {}) as Values) } };
}

function incidentOf(value: Values): unknown {
  return Object.fromEntries(
    Object.entries(pick(value, ofIncidents)).map(([name, member]) => [name, reduceMember(member)]),
  );
}

function reduceMember(member: unknown): unknown {
  if (Array.isArray(member)) return member.map(reduceMember);
  return typeof member === 'object' && member !== null ? pick(member as Values, withoutReasons) : member;
}

function pick(value: Values, names: readonly string[]): Values {
  return Object.fromEntries(Object.entries(value).filter(([name]) => names.includes(name)));
}

function withoutPeople(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPeople);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !ofPeople.has(name))
      .map(([name, member]) => [name, withoutPeople(member)]),
  );
}
