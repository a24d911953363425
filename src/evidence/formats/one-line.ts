import { visibleText } from '../../base/index.ts';

/** Writes a text in one line without spaces around it; of none, a dash. */
export function oneLine(text: string): string {
  return visibleText(text).replaceAll(/\s+/g, ' ').trim() || '-';
}
