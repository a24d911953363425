import type { ResponseSummary } from '../src/response/responses/index.ts';
import type { Standing } from './api.ts';
import { badge, el, inside, time } from './dom.ts';
import { standingOf } from './drift-words.ts';
import { countOf, groupOf, nameOf, typeOf } from './words.ts';

/** Shows everything that is open by resource: what is due first in front. */
export function listViewOf(responses: readonly ResponseSummary[]): HTMLElement {
  const sorted = responses.toSorted((one, other) => (one.dueAt < other.dueAt ? -1 : 1));
  const byResource = Map.groupBy(sorted, ({ resourceId }) => resourceId.toLowerCase());
  return el(
    'section',
    { class: 'list' },
    el('h1', { tabindex: '-1' }, 'Open drifts'),
    el('p', { id: 'count' }, summaryOf(responses, byResource.size)),
    ...[...byResource.values()].map(resourceOf),
    elsewhere(),
  );
}

/** Says what is not on this page, so that nobody takes an empty list for a good state. */
function elsewhere(): HTMLElement {
  return el(
    'p',
    { class: 'small' },
    'These are drifts: what changes of resources led to. Findings that no change caused, such as those of the baseline, are not on this page. ',
    el('strong', { id: 'safeguards' }),
    el('code', {}, 'GET /api/controls'),
    ' shows how each safeguard stands.',
  );
}

/** Adds to the list how many safeguards have open findings, whether or not a change led to it. */
export function showSafeguards(controls: readonly Standing[]): void {
  const failing = controls.filter(({ status }) => status === 'findings-open').length;
  const text = `${failing} of ${controls.length} safeguards have open findings now. `;
  document.querySelector('#safeguards')?.replaceChildren(text);
}

function summaryOf(responses: readonly ResponseSummary[], resources: number): string {
  if (responses.length === 0) return 'No open drifts.';
  const waiting = responses.filter(({ remediation }) => remediation?.status === 'asked').length;
  const approvals = waiting === 0 ? '' : ` ${waiting} ${waiting === 1 ? 'waits' : 'wait'} for approval.`;
  return `${countOf(responses.length, 'open drift')} on ${countOf(resources, 'resource')}.${approvals}`;
}

function resourceOf(responses: readonly ResponseSummary[]): HTMLElement | string {
  const [first] = responses;
  if (!first) return '';
  const { resourceId, organization } = first;
  const place = [typeOf(resourceId), groupOf(resourceId), organization].filter(Boolean).join(' · ');
  return el(
    'section',
    { class: 'card', 'aria-label': nameOf(resourceId) },
    el(
      'h2',
      {},
      nameOf(resourceId),
      responses.some(({ phi }) => phi) ? badge('PHI', 'phi') : undefined,
      el('span', { class: 'small', title: resourceId }, place),
    ),
    el('ul', { class: 'open' }, ...responses.map(entryOf)),
  );
}

function entryOf(response: ResponseSummary): HTMLElement {
  const { id, severity, openedAt, dueAt } = response;
  return el(
    'li',
    {},
    inside(`?response=${encodeURIComponent(id)}`, response.headline),
    el(
      'p',
      { class: 'badges' },
      badge(severity, severity),
      badge(standingOf(response)),
      time(dueAt, 'due'),
      el('span', { class: 'small' }, '· opened ', time(openedAt, 'distance')),
    ),
  );
}
