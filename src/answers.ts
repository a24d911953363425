import { randomUUID } from 'node:crypto';
import type { TokenCredential } from '@azure/core-auth';
import { createChannels } from './alerts/index.ts';
import { systemClock } from './clock.ts';
import type { OutboxPorts } from './outbox/index.ts';
import { createTargets } from './publish/index.ts';
import type { PublishPorts } from './publish/index.ts';
import type { ResponsePorts } from './responses/index.ts';
import type { Settings } from './settings.ts';
import type { Store } from './store/index.ts';

/** What answers to drifts work with, beside what judging works with. */
export interface Answers {
  readonly responses: Omit<ResponsePorts, 'log'>;
  readonly outbox: Omit<OutboxPorts, 'log'>;
  readonly publish: Pick<PublishPorts, 'targets' | 'watermarks'>;
}

export interface AnswersOptions {
  readonly settings: Settings;
  readonly credential: TokenCredential;
  readonly store: Store;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
}

/** @throws Error naming the channel that cannot be made */
export function buildAnswers({ settings, credential, store, environment, now }: AnswersOptions): Answers {
  const { alerts } = settings;
  const { outbox, due } = store;
  const channels = createChannels(alerts, { credential, environment, now });
  return {
    responses: {
      responses: store.responses(),
      due,
      outbox,
      alerts,
      wake: store.queue('outbox'),
      store: store.states,
      journal: store.journal,
      clock: systemClock,
    },
    outbox: { outbox, channels, clock: systemClock, newId: randomUUID },
    publish: { targets: createTargets(settings.publish, credential), watermarks: store.watermarks },
  };
}
