import { visibleText } from '../src/base/index.ts';

/** Text from outside as a terminal may show it, in one line; of what is longer than `most` characters, the beginning. */
export function oneLine(text: string, most = Infinity): string {
  const line = visibleText(text).replaceAll(/\s+/g, ' ').trim();
  return line.length > most ? `${line.slice(0, most)} ...` : line;
}
