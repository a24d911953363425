import type { Finding } from '../types.ts';
import { hourMs } from './calendar.ts';
import { evidenceOfCrowd, groupOf, learnCompany, newcomers, type Company } from './company.ts';
import type { History, Person } from './history.ts';
import type { Scene } from './scene.ts';

const span = 24;

/** A known person needs fewer: for others it takes a crowd. */
const limits = { vip: { people: 4, evidence: 7 }, other: { people: 6, evidence: 11 } };

/** Many people look at one patient within a day who never had to do with them, and not in the way that care brings people. */
export function crowding(scene: Scene): Finding[] {
  const company = companyOf(scene);
  const touched = new Set(
    scene.active.flatMap((person) =>
      person.kind === 'human' ? scene.partsOf(person).flatMap(({ patients }) => patients) : [],
    ),
  );
  return [...touched].flatMap((patient) => {
    const views = scene.history.views.get(patient) ?? [];
    if (views.length < limits.vip.people) return [];
    const came = newcomers(scene, views, scene.to - span, scene.to);
    const vip = scene.directory.vipPatients.has(patient);
    const limit = vip ? limits.vip : limits.other;
    if (came.size < limit.people) return [];
    const evidence = evidenceOfCrowd(scene, came, company);
    if (evidence < limit.evidence) return [];
    const people = new Set(came.keys());
    const hours = views.filter(
      ({ person, at }) =>
        at >= scene.to - span && at < scene.to && people.has(scene.history.people.get(person) as Person),
    );
    return told(scene, people, hours, evidence, vip);
  });
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
      severity: vip || evidence >= 2 * limits.other.evidence ? 'high' : 'medium',
      score: Math.min(1, Math.round((evidence / (3 * limits.other.evidence)) * 100) / 100),
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
