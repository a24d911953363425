import type { ResponseAnswer } from '../src/response/responses/index.ts';
import { acknowledgmentOf, decisionsOf, othersOf } from './actions.ts';
import type { Action } from './actions.ts';
import type { Caller } from './caller.ts';
import { byId, el, person, section } from './dom.ts';
import type { Child } from './dom.ts';
import { formOf } from './form.ts';
import { hindranceOf } from './hindrance.ts';
import type { People } from './words.ts';

export interface Acting {
  readonly caller: Caller | undefined;
  readonly people: People;
  readonly send: (action: Action, body: object) => void;
}

/** Shows what the reader can do about a response, or why only others can; the most urgent of it is in a bar for a narrow screen too. */
export function actOf({ response, may }: ResponseAnswer, { caller, people, send }: Acting) {
  const isAllowed = ({ name }: Action): boolean => may.some((each) => each === name);
  const wanted = decisionsOf(response);
  // Nobody waits for a revert.
  const [reverts, urgent] = [wanted.filter(isRevert), wanted.filter((each) => !isRevert(each))];
  const decisions = urgent.filter(isAllowed);
  const acknowledgment = [acknowledgmentOf(response)].flatMap((each) =>
    each && isAllowed(each) ? [each] : [],
  );
  const others = [...reverts, ...othersOf(response)].filter(isAllowed);
  const atHand = [...decisions, ...acknowledgment].slice(0, 2);
  const form = (action: Action) => {
    const made = formOf(action, (body) => send(action, body));
    // Its one button is in the bar.
    if (atHand.includes(action) && action.fields.length === 0) made.classList.add('at-hand');
    return made;
  };
  const refused = urgent.filter((each) => !isAllowed(each));
  const first: readonly Child[] = [
    ...(decisions.length === 0 && refused.length > 0
      ? [el('p', { class: 'hindrance' }, hindranceOf(refused, response, caller))]
      : []),
    ...decisions.map(form),
    workedOnBy(response.acknowledgedBy, caller, people),
    ...acknowledgment.map(form),
  ].filter((child) => child !== undefined);
  const children: readonly Child[] = [
    ...first,
    ...(others.length === 0 || first.length === 0 ? [] : [el('h3', {}, 'Other actions')]),
    ...others.map((action) =>
      el('details', { id: `${action.name}-more` }, el('summary', {}, action.title), form(action)),
    ),
    response.status !== 'closed' && others.length > 0 && !others.some(({ name }) => name === 'exemption')
      ? el('p', { class: 'small' }, 'This policy takes no exemption.')
      : undefined,
  ];
  const isEmpty = children.every((child) => child === undefined);
  return {
    panel: isEmpty ? undefined : section('What you can do', ...children),
    bar: barOf(atHand),
  };
}

function isRevert({ name }: Action): boolean {
  return name === 'revert';
}

function workedOnBy(
  who: string | undefined,
  caller: Caller | undefined,
  people: People,
): HTMLElement | undefined {
  if (who === undefined) return undefined;
  return who === caller?.objectId
    ? el('p', {}, 'You are working on it.')
    : el('p', {}, person(who, people), ' is working on it.');
}

/** Makes the bar that is always at hand: a press does what there is to do, or leads to the form that has to be filled in. */
function barOf(actions: readonly Action[]): HTMLElement | undefined {
  if (actions.length === 0) return undefined;
  return el('div', { class: 'bar', role: 'group', 'aria-label': 'Actions' }, ...actions.map(shortcutOf));
}

function shortcutOf({ name, title, fields }: Action): HTMLElement {
  const [first] = fields;
  if (!first) return el('button', { type: 'submit', form: name, class: name }, title);
  const button = el('button', { type: 'button', class: name }, `${title} …`);
  button.addEventListener('click', () => {
    const field = byId(`${name}-${first.name}`);
    field.scrollIntoView({ block: 'center' });
    field.focus({ preventScroll: true });
  });
  return button;
}
