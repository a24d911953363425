import type { Label, Row } from '../src/logs/logs.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** By which names a row says who did it. */
function namesOf({ columns }: Row): string[] {
  const identity = columns['Identity'] as { claim?: { oid?: string } } | null | undefined;
  const initiated = columns['InitiatedBy'] as
    | { user?: { id?: string }; app?: { servicePrincipalId?: string } }
    | undefined;
  return [
    columns['CallerIdentityObjectId'],
    columns['RequesterObjectId'],
    columns['server_principal_name_s'],
    columns['identity_claim_oid_g'],
    identity?.claim?.oid,
    columns['UserId'],
    columns['ServicePrincipalId'],
    columns['Caller'],
    initiated?.user?.id ?? initiated?.app?.servicePrincipalId,
  ].filter((name): name is string => typeof name === 'string' && name !== '');
}

/** Counts of rows, gathered in one pass. */
export class LogSummary {
  readonly started = new Set<string>();
  readonly ended = new Set<string>();
  /** First moment at which a name shows. */
  readonly first = new Map<string, number>();
  total = 0;
  late = 0;
  latest = 0;
  readonly #spans: readonly { readonly label: Label; readonly from: number; readonly to: number }[];
  readonly #inLabels = new Map<string, number>();
  readonly #signIns = new Map<string, Map<number, number>>();
  readonly #active = new Map<number, Set<string>>();

  constructor(labels: readonly Label[]) {
    this.#spans = labels.map((label) => ({
      label,
      from: Date.parse(label.start),
      to: Date.parse(label.end) + hour,
    }));
  }

  add(rows: readonly Row[]): void {
    for (const row of rows) this.#one(row);
  }

  /** Rows of somebody within the time of a label. */
  rowsOf(label: Label, principal: string): number {
    const names = principal === label.principal ? [principal, ...label.logins] : [principal];
    return names.reduce((sum, name) => sum + (this.#inLabels.get(this.#key(label, name)) ?? 0), 0);
  }

  /** Hours of UTC of the first sign-in on each date, before and after a moment. */
  startsOf(id: string, change: number): { before: number[]; after: number[] } {
    const all = [...(this.#signIns.get(id) ?? [])].filter(([date]) => new Date(date).getUTCDay() % 6 !== 0);
    const hours = (list: typeof all): number[] => list.map(([date, at]) => (at - date) / hour);
    return {
      before: hours(all.filter(([, at]) => at < change)),
      after: hours(all.filter(([, at]) => at >= change)),
    };
  }

  /** How many of some were active on a UTC date, in hours that are daytime in America. */
  activeOn(date: number, ids: ReadonlySet<string>): number {
    return [...(this.#active.get(date) ?? [])].filter((id) => ids.has(id)).length;
  }

  #key(label: Label, name: string): string {
    return `${label.kind} ${label.start} ${label.principal} ${name}`;
  }

  #one(row: Row): void {
    const { table, at, columns } = row;
    this.total++;
    const ingested = columns['_IngestionTime'];
    if (typeof ingested === 'string') {
      this.late++;
      this.latest = Math.max(this.latest, Date.parse(ingested) - at);
    }
    if (table === 'MicrosoftHealthcareApisAuditLogs')
      (columns['ResultType'] === 'Started' ? this.started : this.ended).add(
        columns['CorrelationId'] as string,
      );
    for (const name of namesOf(row)) {
      if (!this.first.has(name)) this.first.set(name, at);
      if (table === 'SigninLogs') this.#signIn(name, at);
      for (const { label, from, to } of this.#spans) {
        if (at < from || at > to) continue;
        const key = this.#key(label, name);
        this.#inLabels.set(key, (this.#inLabels.get(key) ?? 0) + 1);
      }
    }
  }

  #signIn(id: string, at: number): void {
    const date = Math.floor(at / day) * day;
    const known = this.#signIns.get(id) ?? new Map<number, number>();
    this.#signIns.set(id, known.set(date, Math.min(known.get(date) ?? Infinity, at)));
    this.#active.set(date, (this.#active.get(date) ?? new Set()).add(id));
  }
}
