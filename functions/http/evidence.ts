import { randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import { day } from '../../src/base/index.ts';
import { beginByHand, collectionSummaries, collectionView } from '../../src/evidence/collection/index.ts';
import {
  askProduction,
  collectionId,
  productionRequest,
  releaseNarrative,
  releaseRequest,
} from '../../src/evidence/retention/index.ts';
import { everyOwner } from '../../src/records/index.ts';
import { next } from './answers/common.ts';
import { collectionSummary, collectionView as viewAnswer, production, release } from './answers/evidence.ts';
import { fileReply } from './file-reply.ts';
import type { ByteRange } from './file-reply.ts';
import { latestFirst, mostEntries, pageSorted, placeOf } from './paging/index.ts';
import { conflict, invalidBody, problem } from './problem.ts';
import { route } from './route.ts';
import { answerSaved, keptProblems } from './saved.ts';

const readers = ['Auditor', 'PrivacyOfficer', 'Operator', 'Counsel'] as const;

const zip = { files: ['application/zip'] };

const none = conflict('this deployment collects no evidence: name its storage and the key that signs');

route({
  name: 'evidence',
  method: 'GET',
  path: 'evidence',
  summary: 'The collections of evidence in short, the newest first.',
  roles: readers,
  paged: mostEntries,
  answers: { 200: () => z.object({ collections: z.array(collectionSummary()), next: next() }) },
  handler: async ({ parts, page }) => {
    const all = parts.evidence ? await collectionSummaries(parts.evidence) : [];
    const { items, more } = await pageSorted(
      all,
      ({ requestedAt, id }) => placeOf(latestFirst(requestedAt), id),
      page,
    );
    return { status: 200, json: { collections: items, ...more } };
  },
});

const moment = z.iso
  .datetime({ offset: true, error: 'must be a time like 2026-10-01T00:00:00Z' })
  .transform((time) => new Date(time).toISOString());

/** Days of the longest period: a package holds each month of the ledger of it. */
const mostDays = 800;

const periodRequest = z
  .strictObject({ from: moment, to: moment })
  .refine(({ from, to }) => from < to, {
    path: ['to'],
    message: 'must be after the beginning of the period',
  })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) <= mostDays * day, {
    path: ['from'],
    message: `must be at most ${mostDays} days before the end of the period`,
  });

route({
  name: 'evidence-collect',
  method: 'POST',
  path: 'evidence/collect',
  summary: 'Asks for the evidence of a period. It is collected within the next minutes or hours.',
  roles: ['PrivacyOfficer', 'Operator', 'Counsel'],
  audit: 'change',
  people: true,
  body: { schema: periodRequest },
  answers: { 202: viewAnswer },
  problems: [400, 409],
  handler: async ({ body, caller, concerns, parts }) => {
    const { collecting } = parts.evidence ?? {};
    if (!collecting) return none;
    const now = parts.ports.clock.now().toISOString();
    if (body.to > now) return invalidBody({ field: 'to', why: 'must not be in the future' });
    const { id } = await beginByHand(body, caller.objectId, collecting);
    concerns(id);
    const view = await collectionView(id, collecting);
    return view ? { status: 202, json: view } : none;
  },
});

route({
  name: 'evidence-one',
  method: 'GET',
  path: 'evidence/{id}',
  summary: 'One collection of evidence: how far it is, its gaps, the packages made of it.',
  roles: readers,
  params: { id: collectionId },
  answers: { 200: viewAnswer },
  problems: [404],
  handler: async ({ params: { id }, parts }) => {
    const view = parts.evidence?.collecting && (await collectionView(id, parts.evidence.collecting));
    return view ? { status: 200, json: view } : problem(404, 'No such collection of evidence');
  },
});

for (const [name, part, roles] of [
  ['evidence-package', 'auditor', readers],
  ['evidence-package-regulator', 'regulator', ['Counsel']],
  ['evidence-package-counsel', 'counsel', ['Counsel']],
] as const)
  route({
    name,
    method: 'GET',
    path: `evidence/{id}/packages/${part}`,
    summary: `The last package of a collection for the class ${part}, whole or by ranges of its bytes.`,
    roles,
    audit: 'export',
    params: { id: collectionId },
    answers: { 200: zip, 206: zip, 304: null, 416: null },
    problems: [400, 404, 409],
    handler: async ({ params: { id }, headers, parts }) => {
      const collection = await parts.evidence?.collections.read(id);
      const made = collection?.value.packages.findLast((each) => each.class === part);
      const container = parts.evidence?.collecting?.packages;
      if (collection && !made)
        return conflict(`no package of that class is made yet: GET /api/evidence/${id} says how far it is`);
      if (!made || !container) return problem(404, 'No such collection of evidence');
      const read = async (range?: ByteRange) => buffer(await container.open(made.blob, range));
      return fileReply(headers, {
        ...made,
        type: 'application/zip',
        name: `${id}-${part}.zip`,
        isStable: true,
        read,
      });
    },
  });

route({
  name: 'evidence-productions',
  method: 'GET',
  path: 'evidence-productions',
  summary: 'The production log: what went to whom, by whose decision, with which hash. The newest first.',
  roles: ['PrivacyOfficer', 'Counsel'],
  audit: 'export',
  paged: mostEntries,
  answers: { 200: () => z.object({ productions: z.array(production()), next: next() }) },
  handler: async ({ parts, page }) => {
    const all = (await parts.evidence?.productions.latest(everyOwner)) ?? [];
    const { items, more } = await pageSorted(all, placeOfRecord, page);
    return { status: 200, json: { productions: items, ...more } };
  },
});

route({
  name: 'evidence-produce',
  method: 'POST',
  path: 'evidence/{id}/productions',
  summary: 'Puts on record that a package goes to somebody. One of that class is made where there is none.',
  roles: ['Counsel'],
  audit: 'change',
  people: true,
  params: { id: collectionId },
  body: { schema: productionRequest, parse: false },
  answers: { 201: production },
  problems: keptProblems,
  handler: async ({ params: { id }, body, ...call }) => {
    const { evidence, ports } = call.parts;
    if (!evidence?.collecting) return none;
    if (!(await evidence.collections.read(id))) return problem(404, 'No such collection of evidence');
    const { productions } = evidence;
    const asked = await askProduction(id, body, call.caller, { productions, clock: ports.clock }, randomUUID);
    return answerSaved(asked, call, 201);
  },
});

route({
  name: 'narrative-releases',
  method: 'GET',
  path: 'narrative-releases',
  summary: 'The incidents whose narratives counsel has released, the newest first.',
  roles: ['PrivacyOfficer', 'Counsel'],
  paged: mostEntries,
  answers: { 200: () => z.object({ releases: z.array(release()), next: next() }) },
  handler: async ({ parts, page }) => {
    const all = (await parts.evidence?.releases.latest(everyOwner)) ?? [];
    const { items, more } = await pageSorted(all, placeOfRecord, page);
    return { status: 200, json: { releases: items, ...more } };
  },
});

route({
  name: 'narrative-releases-add',
  method: 'POST',
  path: 'narrative-releases',
  summary: 'Releases the narrative of an incident to auditors or a regulator. It cannot be taken back.',
  roles: ['Counsel'],
  audit: 'change',
  people: true,
  body: { schema: releaseRequest, parse: false },
  answers: { 201: release },
  problems: keptProblems,
  handler: async ({ body, ...call }) => {
    const { evidence, ports } = call.parts;
    if (!evidence) return none;
    const { releases } = evidence;
    const saved = await releaseNarrative(
      body,
      call.caller,
      { releases, incidents: ports.incidents, clock: ports.clock },
      randomUUID,
    );
    return answerSaved(saved, call, 201);
  },
});

function placeOfRecord({ recordedAt, id }: { readonly recordedAt: string; readonly id: string }) {
  return placeOf(latestFirst(recordedAt), id);
}
