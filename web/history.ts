import type { ResponseView } from '../src/response/responses/index.ts';
import { el, person, section, sentence, time } from './dom.ts';
import { stepWords } from './steps.ts';
import type { Step } from './steps.ts';
import type { People } from './words.ts';

/** Shows what has happened so far, and what was written. */
export function historyOf({ steps, writes }: ResponseView, people: People): HTMLElement {
  return section(
    'History',
    el('ol', { class: 'history' }, ...steps.map((step) => stepOf(step, people))),
    ...(writes.length === 0
      ? []
      : [
          el('h3', {}, 'What was written to Azure'),
          el('ol', { class: 'history' }, ...writes.map((write) => writeOf(write, people))),
        ]),
  );
}

function stepOf(step: Step, people: People): HTMLElement {
  const [name, ...rest] = stepWords(step);
  return el('li', {}, time(step.at, 'moment'), ' ', el('strong', {}, name), ...sentence(rest, people));
}

const results: Readonly<Record<string, string>> = {
  applied: 'written',
  changed: 'not written, as the resource had changed',
  refused: 'refused by Azure',
  busy: 'not begun, as another operation was under way',
  withdrawn: 'withdrawn',
  failed: 'accepted by Azure, but the operation failed',
  unfinished: 'accepted by Azure, and not finished in time',
  nothing: 'carried out by Azure, which found nothing to remediate',
};

function writeOf(
  { intent, operation, end, check }: ResponseView['writes'][number],
  people: People,
): HTMLElement {
  const { at, method, target, approvedBy } = intent;
  const why = end?.why === undefined ? '' : ` (${end.why})`;
  const begun = operation ? 'accepted by Azure, which carries it out' : 'begun';
  const moved = check?.moved ? `, other settings are not as they were: ${check.moved.join(', ')}` : '';
  const held =
    check === undefined ? '' : `, read back: it ${check.verified ? 'holds' : 'does not hold'}${moved}`;
  return el(
    'li',
    {},
    time(at, 'moment'),
    ` ${method} ${target}: ${end ? (results[end.result] ?? end.result) : begun}${why}${held}; approved by `,
    ...approvedBy.flatMap((who, index) => [
      index === 0 ? '' : ', ',
      who === 'auto' ? 'the mode auto' : person(who, people),
    ]),
  );
}
