import type { Response, ResponseAnswer } from '../src/response/responses/index.ts';
import { actOf } from './act.ts';
import type { Acting } from './act.ts';
import { changedOf, planOf } from './changes.ts';
import { badge, el, inside, sentence } from './dom.ts';
import { standingOf } from './drift-words.ts';
import { detailsOf, keyFactsOf } from './facts.ts';
import { historyOf } from './history.ts';
import { nextOf } from './next.ts';
import { portalAddress } from './portal.ts';
import { groupOf, nameOf, typeOf } from './words.ts';

/**
 * A response in the order in which somebody asks who is called at night: what happened, to what, how bad it is, who did it, what is next,
 * what there is to do. Then all the rest.
 * @param authority where people sign in, which says in which cloud the resource is
 */
export function responseViewOf(answer: ResponseAnswer, acting: Acting, authority: string): HTMLElement {
  const { response } = answer;
  const { people } = acting;
  const { panel, bar } = actOf(answer, acting);
  const isClosed = response.status === 'closed';
  const { resourceId } = response.drift;
  return el(
    'article',
    { class: panel ? 'response' : 'response quiet' },
    el(
      'div',
      { class: 'lead' },
      el('nav', { 'aria-label': 'Back' }, inside('page', '← Open drifts')),
      el(
        'h1',
        { tabindex: '-1' },
        isClosed ? el('span', { class: 'closed' }, 'Closed: ') : undefined,
        answer.headline,
      ),
      el(
        'p',
        { class: 'resource' },
        placeOf(response),
        ' ',
        portalLink(portalAddress(authority, resourceId)),
      ),
      badgesOf(response),
      el('p', { class: 'next', id: 'next' }, ...sentence(nextOf(response), people)),
      keyFactsOf(response, people),
    ),
    el('div', {}, planOf(response), changedOf(response)),
    panel && el('div', { class: 'act' }, panel),
    el('div', {}, detailsOf(response), historyOf(answer, people)),
    bar,
  );
}

function placeOf({ drift: { resourceId, organization } }: Response): string {
  const [type, group] = [typeOf(resourceId), groupOf(resourceId)];
  return [
    [type, nameOf(resourceId)].filter(Boolean).join(' '),
    group === undefined ? undefined : `in ${group}`,
    organization === undefined ? undefined : `of ${organization}`,
  ]
    .filter((part) => part !== undefined)
    .join(' ');
}

function portalLink(href: string): HTMLElement {
  return el('a', { href, target: '_blank', rel: 'noopener noreferrer' }, 'Open in the Azure portal');
}

/** Marks how bad it is. A closed response has no color that calls somebody. */
function badgesOf(response: Response): HTMLElement {
  const { drift, status } = response;
  const severity = drift.effectiveSeverity ?? drift.severity;
  const phi = drift.phi ? badge('PHI', 'phi') : undefined;
  return status === 'closed'
    ? el('p', { class: 'badges' }, badge('closed'), badge(`was ${severity}`), phi)
    : el('p', { class: 'badges' }, badge(severity, severity), phi, badge(standingOf(response)));
}
