import { paint, wrap } from './output.ts';

/** Items, each behind a dash. */
export const list = (items: readonly string[]): string => items.map((item) => wrap(item, '- ')).join('\n');

/** Headed paragraphs; those without text are left out. */
export const sections = (parts: readonly (readonly [string, string])[]): string =>
  parts
    .filter(([, text]) => text !== '')
    .map(([heading, text]) => `${paint('bold', heading)}\n${text}\n`)
    .join('\n');
