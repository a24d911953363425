import type { Response } from '../src/response/responses/index.ts';
import { el, section, sentence, time } from './dom.ts';
import type { Child } from './dom.ts';
import { changedBy } from './drift-words.ts';
import { stateWords, typeOf } from './words.ts';
import type { People } from './words.ts';

type Fact = readonly [name: string, ...value: readonly Child[]];

/** Answers what a responder asks first: who, when, and how bad. */
export function keyFactsOf({ drift, dueAt, status, closedAt }: Response, people: People): HTMLElement {
  const { eventTime, readAt, controls } = drift;
  const isClosed = status === 'closed';
  return listOfFacts([
    ['Changed by', ...sentence(changedBy(drift), people)],
    ['Changed', time(eventTime ?? readAt, 'moment')],
    isClosed
      ? ['Closed', closedAt === undefined ? 'yes' : time(closedAt, 'moment')]
      : ['Due', time(dueAt, 'moment')],
    ['Safeguards', controls.length === 0 ? 'none' : `45 CFR ${controls.join(', ')}`],
  ]);
}

/** Everything else that is known of the drift. */
export function detailsOf({ drift, status, snoozedUntil, openedAt }: Response): HTMLElement {
  const { resourceId, resourceType, organization, policy, title, from, to, reason } = drift;
  const before = from === null ? 'not evaluated before' : stateWords[from];
  const after = stateWords[to];
  const because = reason === undefined ? '' : ` (${reason})`;
  return section(
    'Details',
    listOfFacts([
      ['Resource', resourceId],
      ['Type', typeOf(resourceId) ?? '', ` (${resourceType})`],
      ...(organization === undefined ? [] : [['Organization', organization] as const]),
      ['Policy', `${title} (${policy})`],
      status === 'closed'
        ? ['State then', `${after}${because}, before that ${before}`]
        : ['State', `${before} → ${after}${because}`],
      ['Opened', time(openedAt, 'moment')],
      ...(snoozedUntil === undefined || status === 'closed'
        ? []
        : [['No reminder until', time(snoozedUntil, 'moment')] as const]),
    ]),
  );
}

function listOfFacts(facts: readonly Fact[]): HTMLElement {
  return el(
    'dl',
    {},
    ...facts.map(([name, ...value]) => el('div', {}, el('dt', {}, name), el('dd', {}, ...value))),
  );
}
