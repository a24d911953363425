import { counted } from '../../base/index.ts';
import type { Company, DetectionContext, Newcomers, Person, View } from '../detection/index.ts';
import { evidenceOfCrowd, groupOf, hourMs, learnCompany, newcomers } from '../detection/index.ts';
import type { AccessFinding } from '../model/index.ts';

const span = 24;

/** Hours in which care goes on where it was care: then somebody of the department comes back to the patient. */
const settles = 12;

/**
 * The people and the evidence that make a crowd: at once, or once it has shown that nobody comes back. For a well-known
 * patient, less is enough.
 */
const limits = {
  vip: { people: 4, evidence: 7 },
  atOnce: { people: 8, evidence: 20 },
  settled: { people: 7, evidence: 11 },
};

interface Limit {
  readonly people: number;
  readonly evidence: number;
}

/** Many people look at one patient within a day who never had to do with them, and not in the way that care brings people. */
export function crowding(context: DetectionContext): AccessFinding[] {
  const company = context.daily('company', (midnight) => learnCompany(context, midnight - span));
  const { from, to, elapsed: passed } = context;
  return [
    ...touched(context, from, to).flatMap(({ patient, ends }) => {
      const limit = isVip(context, patient) ? limits.vip : limits.atOnce;
      return findingFor(context, patient, crowdOf(context, patient, ends, limit, company, 0));
    }),
    // Also where rows that came late have changed an hour after it had settled.
    ...touched(context, Math.min(from, passed.from - settles), passed.to - settles).flatMap(
      ({ patient, ends }) =>
        isVip(context, patient)
          ? []
          : findingFor(context, patient, crowdOf(context, patient, ends, limits.settled, company, settles)),
    ),
  ];
}

interface Touched {
  readonly patient: string;
  /** Hours before which somebody looked. */
  readonly ends: ReadonlySet<number>;
}

/** Patients at whom people looked between two hours. */
function touched({ history }: DetectionContext, from: number, to: number): readonly Touched[] {
  const patients = new Map<string, Set<number>>();
  for (const { kind, hours } of history.people.values()) {
    if (kind !== 'human') continue;
    for (let place = hours.length - 1; place >= 0; place -= 1) {
      const hour = hours[place];
      if (!hour || hour.at < from) break;
      if (hour.at >= to) continue;
      for (const patient of hour.parts.flatMap((part) => part.patients)) {
        const ends = patients.get(patient);
        if (ends) ends.add(hour.at + 1);
        else patients.set(patient, new Set([hour.at + 1]));
      }
    }
  }
  return [...patients].map(([patient, ends]) => ({ patient, ends }));
}

function isVip({ directory }: DetectionContext, patient: string): boolean {
  return directory.vipPatients.has(patient);
}

interface Crowd {
  readonly people: ReadonlySet<Person>;
  readonly evidence: number;
  readonly end: number;
}

/** The crowd of the days that end then for which most speaks; undefined: none for which enough does. */
function crowdOf(
  context: DetectionContext,
  patient: string,
  ends: ReadonlySet<number>,
  limit: Limit,
  company: Company,
  later: number,
): Crowd | undefined {
  const views = context.history.views.get(patient) ?? [];
  if (views.length < limit.people) return undefined;
  let most: Crowd | undefined;
  for (const end of ends) {
    const came = withoutCare(context, newcomers(context, views, end - span, end), views, end, end + later);
    if (came.size < limit.people) continue;
    const evidence = evidenceOfCrowd(context, came, company);
    if (evidence >= Math.max(limit.evidence, most?.evidence ?? 0))
      most = { people: new Set(came.keys()), evidence, end };
  }
  return most;
}

/** Those of departments that come back afterwards are the new team of a patient who was admitted. */
function withoutCare(
  context: DetectionContext,
  came: Newcomers,
  views: readonly View[],
  from: number,
  to: number,
): Newcomers {
  const back = new Set(
    views
      .filter(({ at }) => at >= from && at < to)
      .flatMap(({ person }) => context.history.people.get(person) ?? [])
      .filter(({ kind }) => kind === 'human')
      .map((person) => groupOf(context, person)),
  );
  return new Map([...came].filter(([person]) => !back.has(groupOf(context, person))));
}

function findingFor(context: DetectionContext, patient: string, crowd: Crowd | undefined): AccessFinding[] {
  if (!crowd) return [];
  const { people, evidence, end } = crowd;
  const ids = new Set([...people].map(({ id }) => id));
  const views = (context.history.views.get(patient) ?? [])
    .filter(({ person, at }) => at >= end - span && at < end && ids.has(person))
    .toSorted((a, b) => a.at - b.at || (a.person < b.person ? -1 : 1));
  const [first, ...rest] = views;
  if (!first) return [];
  const departments = new Set([...people].map((person) => groupOf(context, person))).size;
  const vip = isVip(context, patient);
  return [
    {
      kind: 'patient-crowding',
      principal: first.person,
      principals: [...ids].toSorted(),
      start: new Date(first.at * hourMs).toISOString(),
      end: new Date(((rest.at(-1) ?? first).at + 1) * hourMs - 1).toISOString(),
      severity: vip || evidence >= limits.atOnce.evidence ? 'high' : 'medium',
      score: Math.min(1, Math.round((evidence / (2 * limits.atOnce.evidence)) * 100) / 100),
      resources: [],
      counts: { people: people.size, departments, evidence: Math.round(evidence * 10) / 10 },
      explanation: `${people.size} people of ${counted(departments, 'department')} looked at one patient${vip ? ' of special interest' : ''} within a day who had nothing to do with them before.`,
    },
  ];
}
