import { z } from 'zod';
import type { CollectionView } from '../../../src/evidence/collection/index.ts';
import { releaseClasses } from '../../../src/evidence/model/index.ts';
import { holdRequest, productionRequest, releaseRequest } from '../../../src/evidence/retention/index.ts';
import type { LegalHold, Production, Release } from '../../../src/evidence/retention/index.ts';
import type { RecordVersion } from '../../../src/model/index.ts';
import type { KeptDocument } from '../../../src/records/index.ts';
import { answerOf } from './answer-of.ts';
import { count, instant, recordOf, texts } from './common.ts';

const hash = () => z.string().regex(/^[0-9a-f]{64}$/);

const madePackage = () =>
  z.object({
    class: z.enum(releaseClasses),
    blob: z.string().describe('Its name in the container `evidence`.'),
    sha256: hash(),
    bytes: count(),
    madeAt: instant(),
    protected: z.boolean().describe('False: the storage that it lies in has no immutability.'),
  });

const gap = () => z.object({ collector: z.string(), scope: z.string().exactOptional(), reason: z.string() });

export const collectionView = answerOf<CollectionView>('EvidenceCollection')(() =>
  z
    .object({
      id: z.string(),
      period: z.object({ from: instant(), to: instant() }),
      cause: z.enum(['quarter', 'request', 'drill']),
      requestedBy: z.string().exactOptional(),
      requestedAt: instant(),
      status: z.enum(['collecting', 'packed']),
      closedAt: instant().exactOptional(),
      parts: z.object({ all: count(), ended: count(), givenUp: count() }),
      gaps: z.array(gap()).describe('What is not in it, and why.'),
      retrying: z.array(gap().extend({ tries: count() })).describe('Parts that failed and are tried again.'),
      packages: z.array(madePackage()),
    })
    .describe('The collection of evidence for a period, and the packages made of it.'),
);

export const collectionSummary = answerOf<Omit<CollectionView, 'gaps' | 'parts' | 'retrying'>>(
  'EvidenceCollectionSummary',
)(() => collectionView().omit({ gaps: true, parts: true, retrying: true }));

export const production = answerOf<RecordVersion<Production>>('EvidenceProduction')(() =>
  recordOf(
    z.object({
      ...productionRequest.shape,
      collection: z.string(),
      decidedBy: z.string(),
      status: z.enum(['asked', 'made']),
      blob: z.string().exactOptional(),
      sha256: hash().exactOptional(),
      madeAt: instant().exactOptional(),
      released: texts().exactOptional(),
    }),
  ).describe('A line of the production log: what goes to whom, by whose decision, with which hash.'),
);

export const release = answerOf<RecordVersion<Release>>('NarrativeRelease')(() =>
  recordOf(z.object({ ...releaseRequest.shape, releasedBy: z.string() })).describe(
    "Counsel's decision that what is told of an incident may leave.",
  ),
);

export const legalHold = answerOf<RecordVersion<LegalHold>>('LegalHold')(() =>
  recordOf(
    z.object({
      ...holdRequest.shape,
      status: z.enum(['in-force', 'release-asked', 'released']),
      placedBy: z.string(),
      placedAt: instant(),
      askedBy: z.string().exactOptional(),
      releasedBy: z.string().exactOptional(),
      releasedAt: instant().exactOptional(),
      liftedAt: instant().exactOptional(),
    }),
  ).describe('An order that evidence is kept, until two people release it.'),
);

export const keptDocument = answerOf<RecordVersion<KeptDocument>>('KeptDocument')(() =>
  recordOf(
    z.object({
      bytes: count(),
      type: z.string(),
      keptBy: z.string(),
      status: z.enum(['kept', 'changed']),
      found: hash().exactOptional(),
    }),
  ).describe('A document that somebody attests by. Its id is the SHA-256 of its content.'),
);
