import type { Finding } from '../types.ts';
import { hourMs } from './calendar.ts';
import {
  evidenceOfCrowd,
  groupOf,
  learnCompany,
  newcomers,
  type Company,
  type Newcomers,
} from './company.ts';
import type { History, Person, View } from './history.ts';
import type { Scene } from './scene.ts';

const span = 24;
/** Hours in which care goes on where it was care: then somebody of the department comes back to the patient. */
const settles = 12;

/** How much speaks for a crowd: at once, or once it has shown that nobody comes back. Of a known person less is enough. */
const limits = {
  vip: { people: 4, evidence: 7 },
  atOnce: { people: 8, evidence: 20 },
  settled: { people: 7, evidence: 12 },
};

interface Limit {
  readonly people: number;
  readonly evidence: number;
}

/** Many people look at one patient within a day who never had to do with them, and not in the way that care brings people. */
export function crowding(scene: Scene): Finding[] {
  const company = companyOf(scene);
  const { from, to } = scene;
  return [
    ...touched(scene, from, to).flatMap((patient) => {
      const limit = isVip(scene, patient) ? limits.vip : limits.atOnce;
      return crowdOf(scene, patient, to, limit, company);
    }),
    ...touched(scene, from - settles, to - settles).flatMap((patient) =>
      isVip(scene, patient) ? [] : crowdOf(scene, patient, to - settles, limits.settled, company),
    ),
  ];
}

/** Patients at whom people looked between two hours. */
function touched({ history }: Scene, from: number, to: number): readonly string[] {
  const patients = new Set<string>();
  for (const { kind, hours } of history.people.values())
    for (let place = hours.length - 1; place >= 0 && kind === 'human'; place -= 1) {
      const hour = hours[place];
      if (!hour || hour.at < from) break;
      if (hour.at < to)
        for (const part of hour.parts) for (const patient of part.patients) patients.add(patient);
    }
  return [...patients];
}

function isVip({ directory }: Scene, patient: string): boolean {
  return directory.vipPatients.has(patient);
}

function crowdOf(scene: Scene, patient: string, end: number, limit: Limit, company: Company): Finding[] {
  const views = scene.history.views.get(patient) ?? [];
  if (views.length < limit.people) return [];
  const came = withoutCare(scene, newcomers(scene, views, end - span, end), views, end);
  if (came.size < limit.people) return [];
  const evidence = evidenceOfCrowd(scene, came, company);
  if (evidence < limit.evidence) return [];
  const people = new Set(came.keys());
  const hours = views.filter(
    ({ person, at }) =>
      at >= end - span && at < end && people.has(scene.history.people.get(person) as Person),
  );
  return told(scene, people, hours, evidence, isVip(scene, patient));
}

/** Those of departments that came back after the day are the new team of a patient who was admitted. */
function withoutCare(scene: Scene, came: Newcomers, views: readonly View[], end: number): Newcomers {
  const back = new Set(
    views
      .filter(({ at }) => at >= end && at < scene.to)
      .flatMap(({ person }) => scene.history.people.get(person) ?? [])
      .filter(({ kind }) => kind === 'human')
      .map((person) => groupOf(scene, person)),
  );
  return back.size === 0 ? came : new Map([...came].filter(([person]) => !back.has(groupOf(scene, person))));
}

function told(
  scene: Scene,
  people: ReadonlySet<Person>,
  hours: readonly { readonly person: string; readonly at: number }[],
  evidence: number,
  vip: boolean,
): Finding[] {
  const [first, ...rest] = hours.toSorted((a, b) => a.at - b.at || (a.person < b.person ? -1 : 1));
  if (!first) return [];
  const departments = new Set([...people].map((person) => groupOf(scene, person))).size;
  return [
    {
      kind: 'patient-crowding',
      principal: first.person,
      principals: [...people].map(({ id }) => id).toSorted(),
      start: new Date(first.at * hourMs).toISOString(),
      end: new Date(((rest.at(-1) ?? first).at + 1) * hourMs - 1).toISOString(),
      severity: vip || evidence >= limits.atOnce.evidence ? 'high' : 'medium',
      score: Math.min(1, Math.round((evidence / (2 * limits.atOnce.evidence)) * 100) / 100),
      resources: [],
      counts: { people: people.size, departments, evidence: Math.round(evidence * 10) / 10 },
      explanation: `${people.size} people of ${departments} departments looked at one patient${vip ? ' of special interest' : ''} within a day who had nothing to do with them before.`,
    },
  ];
}

const learnt = new WeakMap<History, { readonly day: number; readonly company: Company }>();

/** What is usual does not change by the hour: it is learnt once a day. */
function companyOf(scene: Scene): Company {
  const day = Math.floor((scene.from - span) / span);
  const known = learnt.get(scene.history);
  if (known?.day === day) return known.company;
  const company = learnCompany(scene, day * span);
  learnt.set(scene.history, { day, company });
  return company;
}
