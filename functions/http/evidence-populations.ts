import { z } from 'zod';
import { drawSample, ledgerPopulations, presentPopulations } from '../../src/evidence/populations/index.ts';
import { describeError } from '../../src/platform/telemetry/index.ts';
import { next } from './answers/common.ts';
import { gaps, pastReading, population, populationMember, sample } from './answers/evidence-period.ts';
import type { Call } from './guard.ts';
import { mostEntries, pageSorted, placeOf } from './paging/index.ts';
import { periodOf, periodParameters, periodTrouble, seed } from './period-query.ts';
import { conflict, invalidInput, problem } from './problem.ts';
import { route } from './route.ts';

const readers = ['Auditor', 'PrivacyOfficer', 'Operator', 'Counsel'] as const;

const none = conflict('this deployment keeps no ledger: name the storage of evidence');

const query = {
  from: periodParameters.from.optional(),
  to: periodParameters.to.optional(),
  asKnownAt: periodParameters.asKnownAt,
};

type Query = { readonly [Name in keyof typeof query]?: string | undefined };

const names = [...ledgerPopulations, ...Object.keys(presentPopulations)].toSorted();

const name = z
  .enum(names, { error: `must be one of ${names.join(', ')}` })
  .describe('The name of a population.');

route({
  name: 'evidence-populations',
  method: 'GET',
  path: 'evidence/populations',
  summary:
    'What there was of each kind in a period, and how it compares with a source that phiwatch does not write. Without a period: this quarter.',
  roles: readers,
  audit: 'export',
  query,
  answers: {
    200: () =>
      z.object({
        populations: z.array(population()),
        missing: z
          .array(z.object({ name: z.string(), reason: z.string() }))
          .describe('Those that could not be read now, and why.'),
        gaps: gaps(),
        ledger: pastReading(),
      }),
  },
  problems: [400, 409],
  handler: async ({ query, parts }) => {
    const asked = askedBy(query, parts.ports.clock.now());
    if ('status' in asked) return asked;
    if (!parts.evidence) return none;
    const ports = parts.evidence.populations;
    const { populations, reading, gaps } = await ports.read(asked.period, asked.asKnownAt);
    const all = [...populations];
    const missing: { name: string; reason: string }[] = [];
    for (const [name, read] of Object.entries(presentPopulations)) {
      try {
        const found = await read(asked.period, ports);
        if (typeof found === 'string') missing.push({ name, reason: found });
        else all.push(found);
      } catch (error) {
        parts.ports.log.warn('A population could not be read', { error: describeError(error) });
        missing.push({ name, reason: 'its source does not answer now: ask again later' });
      }
    }
    const shown = all.map(({ members: _members, ...each }) => each);
    return {
      status: 200,
      json: {
        populations: shown.toSorted((one, other) => (one.name < other.name ? -1 : 1)),
        missing,
        gaps,
        ledger: reading,
      },
    };
  },
});

route({
  name: 'evidence-population',
  method: 'GET',
  path: 'evidence/populations/{name}',
  summary: 'A population with its members, in the order of their ids.',
  roles: readers,
  audit: 'export',
  params: { name },
  query,
  paged: mostEntries,
  answers: {
    200: () =>
      z.object({
        population: population(),
        members: z.array(populationMember()),
        gaps: gaps(),
        ledger: pastReading().exactOptional(),
        next: next(),
      }),
  },
  problems: [400, 404, 409],
  handler: async ({ params, query, parts, page }) => {
    const found = await populationNamed(params.name, query, parts);
    if ('status' in found) return found;
    const { known, view } = found;
    const { members, ...shown } = view;
    const { items, more } = await pageSorted(members, ({ id }) => placeOf(id), page);
    return { status: 200, json: { population: shown, members: items, ...known, ...more } };
  },
});

route({
  name: 'evidence-sample',
  method: 'GET',
  path: 'evidence/populations/{name}/sample',
  summary:
    'A sample of a population: its ids in the order of sha256(seed + line feed + id), the first n. Anybody can draw it again.',
  roles: readers,
  audit: 'export',
  params: { name },
  query: {
    ...query,
    n: z.coerce
      .number({ error: 'must be a number' })
      .int('must be a whole number')
      .min(1, 'must be at least 1')
      .max(1_000, 'must be at most 1000')
      .describe('How many are drawn.'),
    seed,
  },
  answers: { 200: sample },
  problems: [400, 404, 409],
  handler: async ({ params, query, parts }) => {
    const found = await populationNamed(params.name, query, parts);
    if ('status' in found) return found;
    const { known, view } = found;
    const { members, ...shown } = view;
    const drawn = drawSample(
      members.map(({ id }) => id),
      query.n,
      query.seed,
    );
    const byId = new Map(members.map((each) => [each.id, each]));
    return {
      status: 200,
      json: {
        population: shown,
        seed: query.seed,
        n: query.n,
        short: drawn.short,
        ids: drawn.ids,
        members: drawn.ids.flatMap((id) => byId.get(id) ?? []),
        ...known,
      },
    };
  },
});

function askedBy({ asKnownAt, ...given }: Query, now: Date) {
  const period = periodOf(given, now.toISOString());
  const trouble = periodTrouble({ ...period, asKnownAt }, now.toISOString());
  if (trouble) return invalidInput(400, `Query parameter ${trouble.field} is not valid`, trouble);
  return { period, ...(asKnownAt !== undefined && { asKnownAt }) };
}

/** One that is read where it is kept is as it is now, and cannot be had as it was known. */
async function populationNamed(wanted: string, query: Query, { evidence, ports }: Call['parts']) {
  const asked = askedBy(query, ports.clock.now());
  if ('status' in asked) return asked;
  if (!evidence) return none;
  const { period, asKnownAt } = asked;
  const read = Object.entries(presentPopulations).find(([each]) => each === wanted)?.[1];
  if (read && asKnownAt !== undefined)
    return invalidInput(400, 'Query parameter asKnownAt is not valid', {
      field: 'asKnownAt',
      why: `must be absent: no ledger has ${wanted}, which are read as they are now`,
    });
  if (read) {
    const view = await read(period, evidence.populations);
    return typeof view === 'string' ? conflict(view) : { view, known: { gaps: [] } };
  }
  const { populations, reading, gaps } = await evidence.populations.read(period, asKnownAt);
  const view = populations.find((each) => each.name === wanted);
  return view ? { view, known: { gaps, ledger: reading } } : problem(404, 'No such population');
}
