import { textRecords } from '../../records/index.ts';

/** Members that may stand in the ledger as they are, by table; all others of the value are sealed, each as a whole. */
const open: Readonly<Record<string, ReadonlySet<string>>> = {
  Incidents: new Set(['status', 'openedAt']),
  Anomalies: new Set([
    'id',
    'kinds',
    'severity',
    'score',
    'recordedAt',
    'principalKind',
    'suppressedBy',
    'overflow',
  ]),
  LegalHolds: new Set(['about', 'status', 'placedAt', 'releasedAt', 'liftedAt']),
  Releases: new Set(['incident', 'class']),
  Productions: new Set(['collection', 'class', 'status', 'sha256', 'madeAt']),
};

/** Names of the members that hold what people wrote, by table. All texts within such a member are sealed. */
const written: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ...Object.values(textRecords).map(
    ({ table, names, ended }) => [table, new Set([...names, ...(ended?.names ?? [])])] as const,
  ),
  // The plan that a drill was begun with is a copy of one on record.
  ['Drills', textRecords['drill-plans'].names] as const,
]);

/** Says which members of a row are sealed: all but some, as a whole, or the texts in those of some names. Undefined: none. */
export function sealingOf(
  table: string,
):
  | { readonly kind: 'all but'; readonly open: ReadonlySet<string> }
  | { readonly kind: 'texts'; readonly names: ReadonlySet<string> }
  | undefined {
  const allowed = open[table];
  if (allowed) return { kind: 'all but', open: allowed };
  const names = written.get(table);
  return names && { kind: 'texts', names };
}
