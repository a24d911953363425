import { guid } from '../resource.ts';
import type { Calendar } from './calendar.ts';
import type { Habits, Hours, Job } from './habits.ts';
import type { Ward } from './patients.ts';
import type { Random } from './random.ts';
import type { Actor } from './row.ts';
import { day, hour } from './time.ts';
import { hoursOf } from './working-hours.ts';

export interface Person {
  readonly actor: Actor;
  readonly job: Job;
  readonly role: string;
  readonly department: string;
  /** The ward of a nurse or a physician. */
  readonly ward?: Ward;
  /** The ward where they worked before, and until when. */
  readonly before?: { readonly ward: Ward; readonly until: number };
  readonly zone: string;
  /** Usual hours, shifted by what a person is used to. */
  readonly hours: Hours;
  /** Other shifts that the person takes in turn, week by week. */
  readonly turns?: readonly Hours[];
  /** Which days a week, as indices into a rota of seven with a phase of their own; office people work Monday to Friday. */
  readonly rota?: { readonly phase: number; readonly length: number; readonly on: number };
  /** The amount that a person does, beside others of the role. */
  readonly pace: number;
  /** Records outside the own patients, in a shift. */
  readonly strays: number;
  readonly lunch: number;
  readonly overtime: number;
  readonly evenings: number;
  readonly weekends: number;
  readonly gateway: number;
  readonly place: string;
  readonly remote: string;
  /** An address at home from which the person signs in to mail. */
  readonly home?: string;
  readonly number: number;
  readonly starts: number;
  /** End of employment. */
  readonly ends?: number;
  readonly away: readonly (readonly [number, number])[];
}

/** The number of people of each job that a hospital of some 215 has; those of wards for each ward. */
const counts: Readonly<Record<Job, number>> = {
  nurse: 16,
  physician: 5,
  registration: 14,
  billing: 14,
  coder: 10,
  researcher: 6,
  pharmacist: 8,
  imaging: 9,
  it: 12,
};

const first =
  'Ada Bao Cleo Dov Esra Finn Gita Hugo Ines Jari Kofi Lena Milo Nuri Oda Pia Quin Rafe Sven Tova Uma Vito Wren Xeni Yara Zeno'.split(
    ' ',
  );
const last =
  'Testerman Fauxley Mocksworth Sampleton Fictora Demoski Stubbins Dummond Placeholt Nonesuch Inventado Pretendre'.split(
    ' ',
  );

function awayOf(calendar: Calendar, random: Random): (readonly [number, number])[] {
  if (!random.chance(0.4)) return [];
  const start = calendar.from + random.int(0, calendar.days) * day;
  return [[start, start + random.pick([3, 5, 7, 7, 10, 14]) * day]];
}

interface Post {
  readonly job: Job;
  readonly department: string;
  readonly ward?: Ward;
  readonly index: number;
}

function person(
  post: Post,
  number: number,
  habits: Habits,
  calendar: Calendar,
  wards: readonly Ward[],
  random: Random,
): Person {
  const { job, ward, index } = post;
  const name = `${first[number % first.length]!}.${last[Math.floor(number / first.length) % last.length]!}`;
  const suffix =
    number >= first.length * last.length ? String(Math.floor(number / (first.length * last.length)) + 1) : '';
  const site = ward?.site ?? (index % 4 === 3 && job !== 'it' ? 1 : 0);
  const subnet = 1 + (number % 200);
  const isNew = number % 29 === 3;
  const mover = !isNew && job === 'nurse' && random.chance(0.04) && ward?.kind !== 'clinic';
  const others = wards.filter((each) => each !== ward && each.site === site && each.kind === 'ward');
  return {
    actor: {
      id: guid(`person ${random.hex(12)}`),
      login: habits.login(`${name}${suffix}`.toLowerCase(), job),
      displayName: `${name.replace('.', ' ')}${suffix && ` ${suffix}`}`,
      kind: 'human',
    },
    job,
    role: habits.roles[job],
    department: post.department,
    ...(ward ? { ward } : {}),
    ...(mover && others.length > 0
      ? {
          before: {
            ward: random.pick(others),
            until: calendar.from + random.int(18, calendar.days - 8) * day,
          },
        }
      : {}),
    zone: habits.zones[site],
    ...hoursOf(job, ward, index, habits, random),
    pace: random.logNormal(1, 0.32),
    strays: random.logNormal(0.35, 0.9),
    lunch: random.between(3.5, 5.5),
    overtime: random.between(0.05, 0.3),
    evenings: job === 'physician' && random.chance(0.45) ? random.between(0.15, 0.6) : 0,
    weekends: random.chance(0.25) ? random.between(0.03, 0.2) : 0,
    gateway: job === 'physician' ? random.between(0, 0.3) : 0,
    place: `${habits.inside}.${ward ? 10 + wards.indexOf(ward) : 40 + job.length}`,
    remote: `${habits.remote}.${subnet}.${random.int(2, 250)}`,
    ...(random.chance(0.15) ? { home: `198.18.${random.int(0, 255)}.${random.int(2, 250)}` } : {}),
    number: index,
    starts: isNew ? calendar.from + random.int(12, calendar.days - 6) * day : 0,
    ...(number % 31 === 7
      ? {
          ends:
            calendar.from + random.int(Math.floor(calendar.days / 3), calendar.days - 9) * day + 22 * hour,
        }
      : {}),
    // Some are on long leave, with an account that nobody uses.
    away: number % 53 === 11 ? [[0, Infinity]] : awayOf(calendar, random),
  };
}

/** Everybody who works in the hospital. */
export function people(
  habits: Habits,
  calendar: Calendar,
  wards: readonly Ward[],
  copies: number,
  random: Random,
): Person[] {
  const inWards = wards.flatMap((ward) =>
    (['nurse', 'physician'] as const).flatMap((job) =>
      Array.from({ length: counts[job] }, (_, index): Post => ({ job, department: ward.name, ward, index })),
    ),
  );
  const others = (Object.keys(habits.departments) as (keyof Habits['departments'])[]).flatMap((job) =>
    Array.from({ length: counts[job] * copies }, (_, index): Post => ({
      job,
      department: habits.departments[job],
      index,
    })),
  );
  return [...inWards, ...others].map((post, number) =>
    person(post, number, habits, calendar, wards, random.fork(`person ${number}`)),
  );
}
