import { fullTimeOf, timeText } from './times.ts';
import type { TimeForm } from './times.ts';
import { personOf } from './words.ts';
import type { People, Words } from './words.ts';

export type Child = Node | string | undefined;

/** An element with attributes and children. Strings become text, whatever stands in them: nothing here reads markup. */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** The element of the page that has this id. */
export function byId(id: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`#${id}`);
  if (!found) throw new Error(`the page has no ${id}`);
  return found;
}

/** A part of the page under a heading. */
export function section(title: string, ...children: readonly Child[]): HTMLElement {
  const id = title.toLowerCase().replaceAll(/[^a-z]+/g, '-');
  return el('section', { 'aria-labelledby': id }, el('h2', { id }, title), ...children);
}

/** A time, with the whole of it where the pointer rests. */
export function time(at: string, form: TimeForm): HTMLElement {
  return el('time', { datetime: at, title: fullTimeOf(at), 'data-form': form }, timeText(at, form));
}

/** Has the times that are shown say how far away they are now. */
export function refreshTimes(): void {
  for (const shown of document.querySelectorAll<HTMLTimeElement>('time[data-form]')) {
    const text = timeText(shown.dateTime, shown.dataset['form'] as TimeForm);
    if (shown.textContent !== text) shown.textContent = text;
  }
}

/** A person by name, with the id where the pointer rests. */
export function person(id: string, people: People): HTMLElement {
  return el('span', { title: id }, personOf(id, people));
}

/** A sentence as it is shown. */
export function sentence(words: Words, people: People): readonly Child[] {
  return words.map((word) =>
    typeof word === 'string' ? word : 'at' in word ? time(word.at, 'moment') : person(word.who, people),
  );
}

/** A badge, in the color of its kind. */
export function badge(text: string, kind = 'plain'): HTMLElement {
  return el('span', { class: `badge ${/^[a-z]+$/.test(kind) ? kind : ''}` }, text);
}

/** A link within the page, which keeps the token. */
export function inside(href: string, ...children: readonly Child[]): HTMLElement {
  return el('a', { href, 'data-inside': '' }, ...children);
}
