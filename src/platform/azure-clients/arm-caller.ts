import { namespaceOf, ownersOf, parseResourceId } from '../../model/index.ts';
import type { ArmClient } from './arm-client.ts';
import type { Budget } from './budget.ts';
import type { ClassifiedAnswer } from './classify-answer.ts';
import { classifyAnswer, throttleScope } from './classify-answer.ts';
import { createSharing } from './kept-answers.ts';
import type { KeptAnswers } from './kept-answers.ts';
import type { Charge } from './azure-limits.ts';
import type { Patience } from './patience.ts';
import type { Regions } from './regions.ts';
import type { TypeVersion } from './used-version.ts';

export interface ArmCaller {
  /** GET of a path with the type's api-version. `since`: an answer that began at this moment or later will do. */
  get(path: string, type: string, since?: string): Promise<ClassifiedAnswer>;
  /** GET of the next page of a listing of that type: a link of the service, accepted from the same host alone. */
  follow(link: string, path: string, type: string, since?: string): Promise<ClassifiedAnswer>;
}

interface CallerOptions {
  readonly client: ArmClient;
  readonly budget: Budget;
  readonly patience: Patience;
  readonly regions: Regions;
  readonly kept: KeptAnswers;
  readonly now: () => Date;
  readonly versionOf: (type: string) => TypeVersion;
}

/** Calls Resource Manager with the one api-version of each type, within the budgets. */
export function createCaller({
  client,
  budget,
  patience,
  regions,
  kept,
  now,
  versionOf,
}: CallerOptions): ArmCaller {
  const share = createSharing(kept);

  async function send(url: URL, path: string, type: string): Promise<ClassifiedAnswer> {
    const charge = chargeOf(path, type, regions);
    const seconds = await patience.admit(charge);
    if (seconds > 0) {
      const reason = `held back: the budget of ${charge.provider} is used up`;
      return { kind: 'throttled', startedAt: now().toISOString(), retryAfterSeconds: seconds, reason };
    }
    const answer = await client.get(url);
    if (answer.kind === 'answered' && answer.remainingReads !== undefined)
      budget.learn(charge, answer.remainingReads);
    const understood = classifyAnswer(answer);
    if (understood.kind === 'throttled' && answer.kind === 'answered')
      budget.hold(charge, understood.retryAfterSeconds, throttleScope(answer.body));
    if (understood.kind === 'body') regions.note(path, understood.body['location']);
    return understood;
  }

  return {
    async get(path, type, since) {
      const { apiVersion, why } = versionOf(type);
      if (apiVersion === undefined) return { kind: 'unmapped', startedAt: now().toISOString(), reason: why };
      return share(answerKey(path), since, () => send(client.url(path, apiVersion), path, type));
    },

    async follow(link, path, type, since) {
      const url = URL.parse(link);
      if (url?.origin === client.origin) return share(link, since, () => send(url, path, type));
      // The token goes with the call: it is for this host alone.
      return { kind: 'failed', startedAt: now().toISOString(), reason: 'the next page is on another host' };
    },
  };
}

/** The key under which the answer to a GET of a path is kept: one api-version is pinned for each type. */
export function answerKey(path: string): string {
  return path.toLowerCase().replace(/\/$/, '');
}

function chargeOf(path: string, type: string, regions: Regions): Charge {
  const { subscriptionId: subscription = '' } = ownersOf(path);
  return {
    subscription: subscription.toLowerCase(),
    provider: namespaceOf(type),
    region: regions.of(path),
    kind: parseResourceId(path) ? 'read' : 'list',
  };
}
