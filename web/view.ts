import type { Response, ResponseSummary, ResponseView } from '../src/response/responses/index.ts';
import { el } from './dom.ts';
import { nameOf, nextOf, timeOf, valueOf } from './words.ts';

/** A finding: what it is, what would be set, what happens next. */
export function findingOf({ response }: ResponseView): HTMLElement {
  const { drift, plan, status } = response;
  const severity = drift.effectiveSeverity ?? drift.severity;
  return el(
    'article',
    {},
    el('h1', {}, drift.title),
    el('p', { class: 'resource' }, nameOf(drift.resourceId)),
    el(
      'p',
      { class: 'badges' },
      badge(severity, severity),
      badge(status),
      drift.phi ? badge('PHI') : undefined,
    ),
    el('p', { class: 'next', id: 'next' }, nextOf(response)),
    plan && planOf(plan),
    changedOf(response),
    el('h2', {}, 'The finding'),
    factsOf(response),
  );
}

/** Everything that is open, each with the way to it. */
export function listOf(responses: readonly ResponseSummary[]): HTMLElement {
  return el(
    'section',
    {},
    el('h1', {}, 'Open findings'),
    responses.length === 0
      ? el('p', {}, 'No open findings.')
      : el('ul', { class: 'open' }, ...responses.map(entryOf)),
  );
}

function entryOf({
  id,
  title,
  resourceId,
  severity,
  status,
  dueAt,
  remediation,
}: ResponseSummary): HTMLElement {
  return el(
    'li',
    {},
    el('a', { href: `?response=${encodeURIComponent(id)}` }, `${title}: ${nameOf(resourceId)}`),
    el(
      'p',
      { class: 'badges' },
      badge(severity, severity),
      badge(status),
      remediation?.status === 'asked' ? badge('approval needed') : undefined,
      ` due ${timeOf(dueAt)}`,
    ),
  );
}

function badge(text: string, kind = 'plain'): HTMLElement {
  return el('span', { class: `badge ${/^[a-z]+$/.test(kind) ? kind : ''}` }, text);
}

function planOf({
  kind,
  method,
  target,
  changes,
  caution,
  hash,
}: NonNullable<Response['plan']>): HTMLElement {
  const rows = changes.map(({ path, before, after }) => [path, valueOf(before), valueOf(after)]);
  return el(
    'section',
    { 'aria-labelledby': 'plan' },
    el('h2', { id: 'plan' }, kind === 'revert' ? 'Revert plan' : 'Remediation plan'),
    caution === undefined ? undefined : el('p', { class: 'caution' }, el('strong', {}, 'Caution: '), caution),
    rows.length === 0
      ? el('p', {}, 'Azure deploys what the policy defines.')
      : tableOf('Planned changes', ['Setting', 'From', 'To'], rows),
    el('p', { class: 'small' }, `${method} ${target}; plan ${hash.slice(0, 12)}`),
  );
}

function changedOf({ drift }: Response): HTMLElement | undefined {
  const rows = drift.after.map(({ path, value, expected }) => [
    path,
    valueOf(drift.before.find((each) => each.path === path)?.value),
    valueOf(value),
    expected ?? '',
  ]);
  if (rows.length === 0) return undefined;
  return el(
    'section',
    { 'aria-labelledby': 'changed' },
    el('h2', { id: 'changed' }, 'What changed'),
    tableOf('Settings that decided the state', ['Setting', 'Before', 'Now', 'Required'], rows),
  );
}

function tableOf(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): HTMLElement {
  const cell = (text: string, index: number) =>
    index === 0
      ? el('th', { scope: 'row', role: 'rowheader' }, text)
      : el('td', { role: 'cell', 'data-label': heads[index] ?? '' }, text);
  return el(
    'table',
    // Named roles hold where a narrow screen lays the table out as blocks.
    { role: 'table' },
    el('caption', {}, caption),
    el(
      'thead',
      { role: 'rowgroup' },
      el(
        'tr',
        { role: 'row' },
        ...heads.map((head) => el('th', { scope: 'col', role: 'columnheader' }, head)),
      ),
    ),
    el('tbody', { role: 'rowgroup' }, ...rows.map((row) => el('tr', { role: 'row' }, ...row.map(cell)))),
  );
}

function factsOf({ drift, dueAt, acknowledgedBy, snoozedUntil }: Response): HTMLElement {
  const { resourceId, organization, policy, controls, from, to, reason, actor, eventTime, readAt } = drift;
  const facts: readonly (readonly [name: string, value: string | undefined])[] = [
    ['Resource', resourceId],
    ['Organization', organization],
    ['State', `${from ?? 'not evaluated before'} → ${to}${reason === undefined ? '' : ` (${reason})`}`],
    ['Policy', policy],
    ['Safeguards', controls.join(', ') || 'none'],
    ['Changed by', actor?.objectId ?? actor?.appId ?? 'unknown or several actors'],
    ['Since', timeOf(eventTime ?? readAt)],
    ['Due', timeOf(dueAt)],
    ['Acknowledged by', acknowledgedBy],
    ['No reminder until', snoozedUntil && timeOf(snoozedUntil)],
  ];
  return el(
    'dl',
    {},
    ...facts.flatMap(([name, value]) =>
      value === undefined ? [] : [el('div', {}, el('dt', {}, name), el('dd', {}, value))],
    ),
  );
}
