import { visibleText } from '../src/base/index.ts';
import { UsageError } from './fail.ts';

/** JSON as a command prints it: the same value, with everything escaped that a terminal would not show. */
export function jsonText(value: unknown): string {
  return `${written(value).replaceAll(/[^\n\u0020-\u007E]/g, escaped)}\n`;
}

function written(value: unknown): string {
  try {
    return JSON.stringify(value, null, 2);
  } catch (cause) {
    if (cause instanceof RangeError) throw new UsageError('the answer is nested too deep', { cause });
    throw cause;
  }
}

/** Escapes a code unit that would not be seen; the halves of a character beyond the first plane stay. */
function escaped(unit: string): string {
  return visibleText(unit) === unit ? unit : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
