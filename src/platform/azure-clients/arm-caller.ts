import { namespaceOf, ownersOf, parseResourceId } from '../../model/index.ts';
import type { ArmClient } from './arm-client.ts';
import type { Budget, Charge } from './budget.ts';
import type { ClassifiedAnswer } from './classify-answer.ts';
import { classifyAnswer } from './classify-answer.ts';
import type { Patience } from './patience.ts';
import type { Regions } from './regions.ts';

export interface ArmCaller {
  /** GET of a path with the type's api-version. */
  get(path: string, type: string): Promise<ClassifiedAnswer>;
  /** GET of the next page of a listing of that type: a link of the service, accepted from the same host alone. */
  follow(link: string, path: string, type: string): Promise<ClassifiedAnswer>;
}

interface CallerOptions {
  readonly client: ArmClient;
  readonly budget: Budget;
  readonly patience: Patience;
  readonly regions: Regions;
  readonly now: () => Date;
  /** The one api-version of a type. */
  readonly apiVersionOf: (type: string) => string | undefined;
}

/** Calls Resource Manager with the pinned api-versions, within the budgets. */
export function createCaller({
  client,
  budget,
  patience,
  regions,
  now,
  apiVersionOf,
}: CallerOptions): ArmCaller {
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
    if (understood.kind === 'throttled') budget.hold(charge, understood.retryAfterSeconds);
    if (understood.kind === 'body') regions.note(path, understood.body['location']);
    return understood;
  }

  return {
    async get(path, type) {
      const apiVersion = apiVersionOf(type);
      if (!apiVersion) {
        return {
          kind: 'unmapped',
          startedAt: now().toISOString(),
          reason: `no api-version is known for ${type}`,
        };
      }
      return send(client.url(path, apiVersion), path, type);
    },

    async follow(link, path, type) {
      const url = URL.parse(link);
      if (url?.origin === client.origin) return send(url, path, type);
      // The token goes with the call: it is for this host alone.
      return { kind: 'failed', startedAt: now().toISOString(), reason: 'the next page is on another host' };
    },
  };
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
