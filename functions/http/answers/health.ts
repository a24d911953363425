import { z } from 'zod';
import type { Health as Compliance } from '../../../src/assurance/posture/index.ts';
import type { Undelivered } from '../../../src/notifications/outbox/index.ts';
import type { logLags } from '../../../src/phi-access/collection/index.ts';
import type { writerRefusal } from '../../../src/response/remediation/index.ts';
import { answerOf } from './answer-of.ts';
import { count, instant, texts } from './common.ts';
import { missedEvents } from './scans.ts';
import { unknownState } from './states.ts';

type Health = { readonly version: string; readonly messages: Messages } & Compliance & {
    readonly logs?: { readonly behind: Awaited<ReturnType<typeof logLags>> };
    readonly hostLacks?: readonly string[];
    readonly writesRefused?: NonNullable<Awaited<ReturnType<typeof writerRefusal>>>;
  };

interface Messages {
  readonly channels: readonly string[];
  readonly undelivered: readonly Undelivered[];
}

export const messages = answerOf<Messages>('Messages')(() =>
  z
    .object({
      channels: texts(),
      undelivered: z.array(
        z.object({
          channel: z.string(),
          since: instant(),
          messages: count(),
          tries: count(),
          reason: z.string(),
          refused: z.boolean().describe('Somebody must look at the address or the secret of the channel.'),
        }),
      ),
    })
    .describe('The channels, and their undelivered messages.'),
);

export const alive = answerOf<{ readonly status: 'alive' }>('Alive')(() =>
  z
    .object({ status: z.literal('alive') })
    .describe('The app is alive. Callers without a token see only this.'),
);

export const health = answerOf<Health>('Health')(() =>
  z
    .object({
      version: z.string(),
      status: z.enum(['ok', 'degraded']),
      subscriptions: texts(),
      queue: z.object({
        waiting: count(),
        poisoned: count().describe('Messages that failed too often and wait to be requeued.'),
        ended: count().describe('Messages that are no longer requeued, until somebody sees to them.'),
      }),
      rejected: count().describe('Events that could not be understood.'),
      undispatchedSince: instant().exactOptional(),
      staleSince: instant().exactOptional(),
      unknown: z.object({ count: count(), oldest: z.array(unknownState()) }),
      scan: z
        .object({
          id: z.string(),
          startedAt: instant(),
          finishedAt: instant().exactOptional(),
          missed: missedEvents().exactOptional(),
        })
        .exactOptional(),
      unread: z.array(
        z.object({
          subscriptionId: z.string(),
          reason: z.enum(['nothing is known of it', 'no full scan of the last 30 days has gone through it']),
        }),
      ),
      silent: z
        .array(
          z.object({
            subscriptionId: z.string(),
            since: instant(),
            silentHours: count(),
            longestPauseHours: count(),
          }),
        )
        .describe('Watched subscriptions whose events have stopped.'),
      unwatched: texts(),
      apiVersions: z
        .object({
          older: z.array(z.object({ type: z.string(), pinned: z.string(), used: z.string() })),
          none: z.array(z.object({ type: z.string(), reason: z.string() })),
        })
        .describe(
          'Types that this cloud offers with an older api-version than the usual one, or not at all.',
        ),
      counters: z.record(
        z.enum(['parsed', 'rejected', 'noise', 'evaluated', 'skipped', 'drifts', 'retries']),
        count(),
      ),
      messages: messages(),
      logs: z
        .object({ behind: z.array(z.object({ log: z.string(), since: z.string().exactOptional() })) })
        .exactOptional(),
      hostLacks: texts().describe('Settings that the Functions host lacks.').exactOptional(),
      writesRefused: z
        .object({ why: z.string(), since: instant() })
        .describe('Nothing is written: the identity that writes is not the one that the setting names.')
        .exactOptional(),
    })
    .describe('The health of the app.'),
);
