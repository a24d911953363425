import { once } from 'node:events';
import { styleText } from 'node:util';
import Table from 'cli-table3';
import type { Severity, State } from '../src/model/index.ts';

/** Writes to stdout and waits where the reader is slower, so that nothing piles up. */
export async function write(text: string): Promise<void> {
  if (isUnread) return;
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

/** Nobody reads any more: what is still to be printed is dropped. */
let isUnread = false;

/** A reader that has seen enough (`| head`) is no error; what was begun comes to its end, as its exit code says what was found. */
export function goOnWhenReaderLeaves(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    isUnread = true;
    process.stdout.emit('drain');
  });
}

type Colour = Parameters<typeof styleText>[0];

/** Colours text where stdout is a terminal that wants colors. */
export const paint = (color: Colour, text: string): string =>
  styleText(color, text, { stream: process.stdout });

const STATE_COLOURS: Record<State, Colour> = {
  NonCompliant: 'red',
  Unknown: 'yellow',
  Exempt: 'cyan',
  Compliant: 'green',
  NotApplicable: 'gray',
};

const SEVERITY_COLOURS: Record<Severity, Colour> = {
  critical: 'red',
  high: 'red',
  medium: 'yellow',
  low: 'gray',
};

export const paintState = (state: State): string => paint(STATE_COLOURS[state], state);
export const paintSeverity = (severity: Severity): string => paint(SEVERITY_COLOURS[severity], severity);

/** Widest that tables are. */
export const TABLE_COLUMNS = 100;

/** A table with these column widths (borders included they make at most 100); long words are broken. */
export function table(
  head: readonly string[],
  widths: readonly number[],
  rows: readonly (readonly string[])[],
): string {
  const drawn = new Table({
    head: head.map((text) => paint('bold', text)),
    colWidths: [...widths],
    wordWrap: true,
    wrapOnWordBoundary: true,
    style: { head: [], border: [] },
  });
  drawn.push(
    ...rows.map((row) => row.map((cell, column) => breakLongWords(cell, (widths[column] ?? 0) - 2))),
  );
  return `${drawn.toString()}\n`;
}

/** cli-table3 cuts a word that is wider than its column: ids and types are broken after a `/`, `.` or `-` instead. */
function breakLongWords(text: string, width: number): string {
  const longWord = new RegExp(`\\S{${width + 1},}`, 'g');
  const piece = new RegExp(`.{1,${width}}$|.{1,${width}}(?<=[/.\\-])|.{1,${width}}`, 'g');
  return text.replace(longWord, (word) => (word.match(piece) ?? []).join('\n'));
}

/** Breaks text at blanks to TABLE_COLUMNS; `bullet` comes before the first line, and blanks of its length before the others. */
export function wrap(text: string, bullet = ''): string {
  const width = TABLE_COLUMNS - bullet.length;
  const lines = [''];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return bullet + lines.join(`\n${' '.repeat(bullet.length)}`);
}
