import type { Frame } from '../frame.ts';
import { knownApiVersion } from '../frame.ts';
import { Undecidable } from '../policy-error.ts';
import { foldCase } from '../text.ts';
import { property, textOf } from '../value.ts';

/** A function that answers from the context of the evaluation instead of its arguments. */
interface ContextFunction {
  readonly mostArguments: number;
  readonly read: (frame: Frame) => unknown;
  /** Reads one member, so that what the resource's id tells is known without a read. */
  readonly member?: (frame: Frame, name: string) => unknown;
  readonly note?: (uses: { resourceGroup: boolean; subscription: boolean }) => void;
}

const ID = /^\/subscriptions\/([^/]+)(?:\/resourceGroups\/([^/]+))?/i;

function fromId(frame: Frame, what: 'resourceGroup' | 'subscription'): Readonly<Record<string, unknown>> {
  const [, subscriptionId, name] = ID.exec(textOf(frame.resource.id)) ?? [];
  if (what === 'subscription')
    return subscriptionId ? { subscriptionId, id: `/subscriptions/${subscriptionId}` } : {};
  return name ? { name, id: `/subscriptions/${String(subscriptionId)}/resourceGroups/${name}` } : {};
}

function scope(what: 'resourceGroup' | 'subscription', words: string): ContextFunction {
  return {
    mostArguments: 0,
    note: (uses) => {
      uses[what] = true;
    },
    read: (frame) => {
      const known = frame.context[what];
      if (!known) throw new Undecidable(`the ${words} was not read`);
      return known;
    },
    member: (frame, name) => {
      const known = frame.context[what];
      if (known) return property(known, name);
      const told = property(fromId(frame, what), name);
      if (told === undefined) throw new Undecidable(`the ${words} was not read`);
      return told;
    },
  };
}

/** https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-policy-rule#policy-functions */
export const CONTEXT_FUNCTIONS: ReadonlyMap<string, ContextFunction> = new Map<string, ContextFunction>([
  ['resourcegroup', scope('resourceGroup', 'resource group')],
  ['subscription', scope('subscription', 'subscription')],
  [
    'requestcontext',
    {
      mostArguments: 0,
      read: (frame) => ({ ...frame.context.requestContext, apiVersion: knownApiVersion(frame) }),
      member: (frame, name) => {
        if (foldCase(name) === 'apiversion') return knownApiVersion(frame);
        const stated = property(frame.context.requestContext, name);
        if (stated === undefined) throw new Undecidable(`requestContext().${name} is not known`);
        return stated;
      },
    },
  ],
  [
    'policy',
    {
      mostArguments: 0,
      read: (frame) => {
        if (!frame.context.policy) throw new Undecidable('policy(): nothing is known of the assignment');
        return frame.context.policy;
      },
    },
  ],
  [
    'utcnow',
    {
      mostArguments: 0,
      read: (frame) => {
        if (!frame.context.utcNow) throw new Undecidable('utcNow(): no time was given');
        return frame.context.utcNow;
      },
    },
  ],
]);
