import { isDeepStrictEqual } from 'node:util';
import { headlineOf, ownersOf, severityOf } from '../model/index.ts';
import type { Drift } from '../model/index.ts';
import type { AlertContent, SettingChange } from './types.ts';

/** Longer values of settings are cut off. */
const longest = 200;

/** Settings whose values are secrets, or may hold them. */
const secretive = /(secret|password|key(?!vault)|token|connectionstring|sas|credential)/i;

/** The facts of a message that the drift does not have. */
export interface DriftMessage {
  readonly why: string;
  readonly next: string;
  /** Name of the actor, where the directory has it. */
  readonly actorName?: string;
  readonly dueAt?: string;
  /** When the drift ended. */
  readonly until?: string;
  /** The changes that would be written. */
  readonly plan?: {
    readonly changes: readonly {
      readonly path: string;
      readonly before?: unknown;
      readonly after: unknown;
    }[];
    readonly with?: readonly { readonly path: string; readonly value: unknown }[];
    readonly cutsOff?: true;
    readonly caution?: string;
    readonly recentUse?: string;
  };
  /** A warning that holds for whatever is done about it; that of a plan goes before. */
  readonly caution?: string;
  /** Read access since the change, in words. */
  readonly readBy?: string;
  /** Leads to the page where people decide. */
  readonly link?: string;
}

/** Builds the content of a message about a drift. */
export function contentOf(
  drift: Drift,
  { why, next, actorName, dueAt, until, plan, caution, readBy, link }: DriftMessage,
): AlertContent {
  const { resourceId, resourceType, policy, title, controls, from, to, actor, organization } = drift;
  const severity = severityOf(drift);
  const said = plan?.caution ?? caution;
  const who = actor?.objectId ?? actor?.appId;
  return {
    title: headlineOf(drift),
    severity,
    phi: drift.phi === true,
    ...(organization !== undefined && { organization }),
    resourceId,
    resourceType,
    policy,
    policyTitle: title,
    controls,
    from,
    to,
    changes: drift.after.map(({ path, value, expected }) => {
      const earlier = drift.before.find((each) => each.path === path);
      return {
        path,
        before: earlier === undefined ? 'not known' : shown(path, earlier.value),
        after: shown(path, value),
        changed: earlier !== undefined && !isDeepStrictEqual(earlier.value ?? null, value ?? null),
        ...(expected !== undefined && { required: shown(path, expected) }),
      };
    }),
    cause: drift.cause,
    ...(drift.eventTime !== undefined && { changedAt: drift.eventTime }),
    ...(who !== undefined && { actor: who, ...(actorName !== undefined && { actorName }) }),
    since: drift.eventTime ?? drift.readAt,
    ...(until !== undefined && { until }),
    why,
    next,
    ...(dueAt !== undefined && { dueAt }),
    ...(plan && {
      plan: plan.changes.map(settingChange),
      ...(plan.with && {
        sentAlong: plan.with.map(({ path, value }) => ({ path, value: shown(path, value) })),
      }),
      ...(plan.cutsOff && { cutsOff: true as const }),
      ...(plan.recentUse !== undefined && { recentUse: plan.recentUse }),
    }),
    ...(said !== undefined && { caution: said }),
    ...(readBy !== undefined && { readBy }),
    ...(link !== undefined && { link }),
    responseId: drift.id,
  };
}

/** Names the thread of a drift: its policy in its resource group. */
export function threadOf({ policy, resourceId }: Pick<Drift, 'policy' | 'resourceId'>): string {
  const { subscriptionId = '', resourceGroup = '' } = ownersOf(resourceId.toLowerCase());
  return [policy, subscriptionId, resourceGroup].join('|');
}

function settingChange(change: {
  readonly path: string;
  readonly before?: unknown;
  readonly after: unknown;
}): SettingChange {
  const { path, before, after } = change;
  return { path, before: shown(path, before), after: shown(path, after) };
}

function shown(path: string, value: unknown): string {
  if (value === undefined || value === null) return 'not set';
  if (secretive.test(path) && typeof value !== 'boolean') return 'not shown';
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'not set');
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
