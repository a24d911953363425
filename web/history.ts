import type { ResponseView } from '../src/response/responses/index.ts';
import { el } from './dom.ts';
import { timeOf } from './words.ts';

/** What has happened so far, and what was written. */
export function historyOf({ steps, writes }: ResponseView): HTMLElement {
  return el(
    'section',
    { 'aria-labelledby': 'history' },
    el('h2', { id: 'history' }, 'History'),
    el('ol', { class: 'history' }, ...steps.map(stepOf)),
    ...(writes.length === 0
      ? []
      : [el('h3', {}, 'Writes'), el('ol', { class: 'history' }, ...writes.map(writeOf))]),
  );
}

function stepOf({ at, what, who, why }: ResponseView['steps'][number]): HTMLElement {
  return el(
    'li',
    {},
    el('time', { datetime: at }, timeOf(at)),
    ' ',
    el('strong', {}, what),
    who === undefined ? undefined : ` by ${who}`,
    why === undefined ? undefined : `: ${why}`,
  );
}

function writeOf({ intent, end, check }: ResponseView['writes'][number]): HTMLElement {
  return el(
    'li',
    {},
    el('time', { datetime: intent.at }, timeOf(intent.at)),
    ` ${intent.method} ${intent.target}: ${end?.result ?? 'begun'}`,
    end?.why === undefined ? undefined : ` (${end.why})`,
    check && `, read back: it ${check.verified ? 'holds' : 'does not hold'}`,
    `; approved by ${intent.approvedBy.join(', ')}`,
  );
}
