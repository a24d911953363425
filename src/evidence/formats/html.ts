import { visibleText } from '../../base/index.ts';

const source = Symbol('html');

/** HTML as `html` made it: no text gets into it but escaped. */
export interface Html {
  readonly [source]: string;
}

export type HtmlPart = string | number | Html | readonly Html[];

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Makes HTML of a template. What is put in is escaped, whether it stands between tags or in a quoted attribute. */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return { [source]: String.raw({ raw: strings }, ...parts.map(textOf)) };
}

/** Makes an element that holds a text and not a space around it: the hash of a style is of all that is in its element. */
export function elementOf(name: 'style', text: string): Html {
  return { [source]: `<${name}>${escaped(text)}</${name}>` };
}

/** Returns the text of HTML. */
export function sourceOf(made: Html): string {
  return made[source];
}

function textOf(part: HtmlPart): string {
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return escaped(part);
  return isList(part) ? part.map(sourceOf).join('\n') : sourceOf(part);
}

function isList(part: Html | readonly Html[]): part is readonly Html[] {
  return Array.isArray(part);
}

function escaped(text: string): string {
  return visibleText(text).replace(/[&<>"']/g, (character) => escapes[character] ?? character);
}
