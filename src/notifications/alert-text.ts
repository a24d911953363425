import { localTime, withLocalTimes } from '../base/index.ts';
import { ownersOf, shortName, stateWords } from '../model/index.ts';
import type { MessageKind } from '../platform/store/index.ts';
import type { AlertContent, SettingChange, Words } from './types.ts';

const prefixes: Readonly<Record<string, string>> = {
  changed: 'Changed',
  reminder: 'Reminder',
  escalation: 'Escalation',
  decision: 'Approval needed',
};

/** Gives the title of a message: it says what is wrong or, once that has ended, which rule is kept again. */
export function titleOf(kind: MessageKind, { title, resourceId, policyTitle }: AlertContent): string {
  if (kind === 'resolved') return `Resolved: ${shortName(resourceId)}: ${policyTitle}`;
  const prefix = prefixes[kind];
  return prefix === undefined ? title : `${prefix}: ${title}`;
}

/** Tells a message about a drift from one about something else. */
export function isAlert(content: unknown): content is AlertContent {
  return typeof content === 'object' && content !== null && 'responseId' in content;
}

/** Renders a message about a drift in the order of the reader's questions: what, how bad, who, what to do, and then the details. */
export function alertText(kind: MessageKind, content: AlertContent, timeZone: string): Words {
  const { severity, why, next, link, cutsOff } = content;
  const isOver = kind === 'resolved';
  return {
    title: titleOf(kind, content),
    severity,
    ...(isOver && { isOver: true as const }),
    summary: summaryOf(content, isOver, timeZone),
    lines: isOver
      ? [why, next, happened(content)]
      : [happened(content), ...(cutsOff ? [warning] : []), why, next],
    facts: factsOf(content, isOver, timeZone),
    ...(link !== undefined && { link, linkTitle: isOver ? 'Show the record' : 'Review and decide' }),
  };
}

const warning = 'Caution: this fix may cut users off.';

function summaryOf({ severity, phi, organization, dueAt }: AlertContent, isOver: boolean, timeZone: string) {
  return [
    isOver ? 'Closed' : `${severity[0]?.toUpperCase()}${severity.slice(1)}`,
    ...(phi ? ['PHI'] : []),
    ...(organization === undefined ? [] : [organization]),
    ...(dueAt === undefined || isOver ? [] : [`due ${localTime(dueAt, timeZone)}`]),
  ].join(' · ');
}

/** Says who did what, and when; where no change of a setting is known, only how the state changed. */
function happened(content: AlertContent): string {
  const { changes, cause, changedAt, actor, actorName, from, to, since, until } = content;
  const when = changedAt === undefined ? `before ${since}, when it was found` : `on ${changedAt}`;
  const end = until === undefined ? '.' : `. This lasted until ${until}.`;
  const [only, ...others] = cause === 'resource' ? changes.filter(({ changed }) => changed) : [];
  if (only === undefined)
    return `The state went from ${from ?? 'not evaluated'} to ${to}; this was found on ${since}${end}`;
  const what =
    others.length === 0
      ? `${settingName(only)} from ${only.before} to ${only.after}`
      : `${others.length + 1} settings`;
  return actor === undefined
    ? `Somebody changed ${what} ${when}; who is unknown, or it was one of several${end}`
    : `${actorName ?? actor} changed ${what} ${when}${end}`;
}

function settingName({ path }: SettingChange): string {
  return path.split('.').at(-1) ?? path;
}

function factsOf(content: AlertContent, isOver: boolean, timeZone: string): Words['facts'] {
  const { resourceId, resourceType, phi, from, to, changes, plan, caution, policy, policyTitle } = content;
  const { sentAlong, controls, actor, actorName, readBy, recentUse } = content;
  const { subscriptionId, resourceGroup } = ownersOf(resourceId);
  return [
    ...changes.map(
      (change) =>
        [
          `${isOver ? 'Was changed: ' : ''}${labelOf(change)}`,
          `${arrow(change)}${change.required === undefined ? '' : ` (required: ${change.required})`}`,
        ] as const,
    ),
    ...(plan ?? []).map((change) => [`Fix: ${labelOf(change)}`, arrow(change)] as const),
    ...(sentAlong ?? []).map((each) => [`Sent with the fix: ${labelOf(each)}`, each.value] as const),
    ...(caution === undefined ? [] : [['Side effect of the fix', caution] as const]),
    ...(recentUse === undefined
      ? []
      : [['Recent use that the fix ends', withLocalTimes(recentUse, timeZone)] as const]),
    ['Changed by', actorOf(actor, actorName)],
    ['Read access since then', withLocalTimes(readBy ?? 'unknown', timeZone)],
    ['Resource', `${shortName(resourceId)} (${resourceType})`],
    ...(resourceGroup === undefined ? [] : [['Resource group', resourceGroup] as const]),
    ...(subscriptionId === undefined ? [] : [['Subscription', subscriptionId] as const]),
    ['PHI', phi ? 'holds PHI, or is presumed to' : 'marked as holding none'],
    [
      isOver ? 'State then' : 'State',
      `${from === null ? 'not evaluated before' : stateWords[from]} → ${stateWords[to]}`,
    ],
    ['Policy', `${policyTitle} (${policy})`],
    ['Safeguards', controls.length === 0 ? 'none' : `45 CFR ${controls.join(', ')}`],
    ['Resource ID', resourceId],
  ];
}

/** Nearly all settings lie under `properties`: on a phone the word would take the room of the name. */
function labelOf({ path }: Pick<SettingChange, 'path'>): string {
  return path.replace(/^properties\./, '');
}

function arrow({ before, after }: SettingChange): string {
  return `${before} → ${after}`;
}

function actorOf(actor: string | undefined, name: string | undefined): string {
  if (actor === undefined) return 'unknown, or one of several';
  return name === undefined ? actor : `${name} (${actor})`;
}
