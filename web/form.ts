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
    inputOf(field, { id, name: field.name, required: '' }),
  );
}

function inputOf({ kind, choices = [] }: Field, attributes: Readonly<Record<string, string>>): HTMLElement {
  switch (kind) {
    case 'long':
      return el('textarea', { ...attributes, rows: '2', maxlength: '1000' });
    case 'time':
      return el('input', { ...attributes, type: 'datetime-local' });
    case 'choice':
      return el('select', attributes, ...choices.map((each) => el('option', { value: each }, each)));
    default:
      return el('input', { ...attributes, type: 'text', autocomplete: 'off' });
  }
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
