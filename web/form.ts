import { noNames } from './actions.ts';
import type { Action, Field } from './actions.ts';
import { el } from './dom.ts';

/** The form of an action. @param send gets the body of what is posted */
export function formOf(action: Action, send: (body: object) => void): HTMLFormElement {
  const hint = `${action.name}-hint`;
  const form = el(
    'form',
    { id: action.name, 'aria-label': action.title },
    el('p', { id: hint, class: 'small' }, action.hint),
    ...action.fields.map((field) => labeled(field, `${action.name}-${field.name}`)),
    el('button', { type: 'submit', class: action.name, 'aria-describedby': hint }, action.title),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    send({ ...action.body, ...bodyOf(form, action.fields) });
  });
  return form;
}

function labeled(field: Field, id: string): HTMLElement {
  return el(
    'p',
    {},
    el('label', { for: id }, field.label),
    inputOf(field, {
      id,
      name: field.name,
      required: '',
      ...(field.isFree && { 'aria-describedby': `${id}-note` }),
    }),
    field.isFree ? el('span', { id: `${id}-note`, class: 'small' }, noNames) : undefined,
  );
}

function inputOf(
  { kind, choices = [], atLeast = 0 }: Field,
  attributes: Readonly<Record<string, string>>,
): HTMLElement {
  switch (kind) {
    case 'long':
      return reasonOf(atLeast, attributes);
    case 'time':
      return el('input', { ...attributes, type: 'datetime-local' });
    case 'choice':
      return el('select', attributes, ...choices.map((each) => el('option', { value: each }, each)));
    default:
      return el('input', { ...attributes, type: 'text', autocomplete: 'off' });
  }
}

/** A browser counts blanks, and does not look at what nobody typed; the app does not count them. */
function reasonOf(atLeast: number, attributes: Readonly<Record<string, string>>): HTMLTextAreaElement {
  const field = el('textarea', { ...attributes, rows: '2', minlength: String(atLeast), maxlength: '1000' });
  const check = () => {
    const isShort = field.value.trim().length < atLeast;
    field.setCustomValidity(isShort ? `Write at least ${atLeast} characters.` : '');
  };
  field.addEventListener('input', check);
  check();
  return field;
}

function bodyOf(form: HTMLFormElement, fields: readonly Field[]): Readonly<Record<string, string>> {
  const typed = new FormData(form);
  return Object.fromEntries(
    fields.map(({ name, kind }) => {
      const value = typed.get(name);
      const text = typeof value === 'string' ? value : '';
      // Typed in the reader's own time.
      return [name, kind === 'time' ? new Date(text).toISOString() : text];
    }),
  );
}
