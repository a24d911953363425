import type { AccessQuery } from '../../src/phi-access/collection/access-queries.ts';
import type { LogAnswer, LogQuery, LogRow, LogSource } from '../../src/platform/azure/index.ts';

/** An access to PHI, and when the log had it. */
export interface Access {
  readonly at: string;
  readonly ingestedAt: string;
  readonly principal: string;
  readonly patient: string;
}

export const table = 'Accesses';
export const query: AccessQuery = { name: 'fhir-hours', source: 'fhir', table, shape: 'hours', text: table };

const hour = (moment: string): string => `${moment.slice(0, 13)}:00:00.000Z`;

/** A log of accesses that answers the two kinds of question: which hours got rows, and what was done in an interval. */
export class FakeLogs implements LogSource {
  /** Asked before each answer; what it gives is the answer instead. */
  fault: (query: LogQuery, kind: 'dirty' | 'hours') => LogAnswer | undefined = () => undefined;
  rows: readonly Access[] = [];
  visibleAt = '9999';
  asked: ('dirty' | 'hours')[] = [];

  query(asked: LogQuery): Promise<LogAnswer> {
    const kind = asked.kql.includes('ingestion_time()') ? 'dirty' : 'hours';
    this.asked.push(kind);
    return Promise.resolve(this.fault(asked, kind) ?? this.#answer(asked, kind));
  }

  #answer({ kql, from, to }: LogQuery, kind: 'dirty' | 'hours'): LogAnswer {
    const visible = this.rows.filter(({ ingestedAt }) => ingestedAt <= this.visibleAt);
    if (kind === 'hours')
      return { kind: 'rows', rows: profiles(visible.filter(({ at }) => at >= from && at < to)) };
    const bound = (name: string) => new RegExp(`let ${name} = datetime\\(([^)]+)\\)`).exec(kql)?.[1] ?? '';
    const fresh = visible.filter(
      ({ at, ingestedAt }) => at >= from && ingestedAt > bound('From') && ingestedAt <= bound('To'),
    );
    return { kind: 'rows', rows: [...new Set(fresh.map(({ at }) => hour(at)))].map((Hour) => ({ Hour })) };
  }
}

function profiles(rows: readonly Access[]): readonly LogRow[] {
  const groups = Map.groupBy(rows, ({ at, principal }) => `${hour(at)} ${principal}`);
  return [...groups.values()].map((own) => {
    const times = own.map(({ at }) => at).toSorted();
    const patients = [...new Set(own.map(({ patient }) => patient))];
    return {
      Hour: hour(times[0] ?? ''),
      Principal: own[0]?.principal,
      Resource: 'fhir',
      First: times[0],
      Last: times.at(-1),
      Calls: own.length,
      Reads: own.length,
      Denied: 0,
      NotFound: 0,
      Patients: patients,
      PatientCount: patients.length,
      Searches: 0,
      Exports: 0,
      LargePages: 0,
      Pages: 0,
      Bytes: 0,
      Rows: 0,
      Operations: ['read'],
      Addresses: ['10.0.0.1'],
      Via: [],
    };
  });
}
