import { z } from 'zod';
import type { ScansView, ScanView } from '../../../src/monitoring/full-scan/index.ts';
import { answerOf } from './answer-of.ts';
import { count, instant, texts } from './common.ts';

const gap = answerOf<ScanView['gaps'][number]>('ScanGap')(() =>
  z
    .object({
      kind: z.enum([
        'unmapped',
        'outside-event-filter',
        'denied',
        'truncated',
        'malformed',
        'empty',
        'unconfirmed',
        'unwatched',
      ]),
      subject: z.string().describe('A resource type, or the id of what could not be seen.'),
      count: count().exactOptional(),
      reason: z.string().exactOptional(),
    })
    .describe('A gap: something that a scan could not see.'),
);

export const missedEvents = answerOf<NonNullable<ScanView['missed']>>('MissedEvents')(() =>
  z
    .object({ drifts: count(), resources: count(), asOf: instant(), final: z.boolean() })
    .describe('Drifts that no event told of.'),
);

const scan = answerOf<ScanView>('Scan')(() =>
  z
    .object({
      id: z.string(),
      startedAt: instant(),
      trigger: z.enum(['timer', 'request']),
      subscriptions: texts(),
      finishedAt: instant().exactOptional(),
      drifts: count().exactOptional(),
      missed: missedEvents().exactOptional(),
      status: z.enum(['running', 'waiting', 'finished']),
      parts: z.object({ total: count(), done: count(), waiting: count() }),
      figures: z.object({ listed: count(), evaluated: count(), nominated: count(), confirmed: count() }),
      waitingFor: texts(),
      gaps: z.array(gap()),
      oldestRelatedRead: instant().exactOptional(),
    })
    .describe('A full scan and its progress.'),
);

export const scans = answerOf<ScansView>('Scans')(() =>
  z.object({
    scans: z.array(scan()).describe('The latest first.'),
    unwatched: z
      .object({
        asOf: instant(),
        subscriptions: z.array(z.object({ subscriptionId: z.string(), managementGroup: z.string() })),
        trouble: z.string().exactOptional(),
      })
      .exactOptional()
      .describe('Subscriptions under the watched management groups that are not watched.'),
    budgets: z
      .array(z.object({ key: z.string(), calls: count(), waitedSeconds: z.number(), throttled: count() }))
      .describe('What this process has asked of Azure since it started.'),
  }),
);
