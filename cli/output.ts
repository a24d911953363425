import { once } from 'node:events';
import { stripVTControlCharacters, styleText } from 'node:util';
import type { Severity, State } from '../src/model/index.ts';
import { OutputFile } from './output-file.ts';

/** The file that text is written to instead of stdout. */
let file: OutputFile | undefined;

/** Has what `work` writes go to a file, plain and of 100 columns. It is there, or replaced, only once all of it is written. */
export async function writeToFile(path: string, work: () => Promise<void>): Promise<void> {
  file = await OutputFile.open(path);
  try {
    await work();
    await file.keep();
  } finally {
    await file.close();
    file = undefined;
  }
}

/** Writes to stdout and waits where the reader is slower, so that nothing piles up. */
export async function write(text: string): Promise<void> {
  if (file !== undefined) return file.write(text);
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
  file === undefined ? styleText(color, text, { stream: process.stdout }) : text;

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

/** Columns that a reader has: those of the terminal, within reason; 100 where stdout is none. */
export function columnsOfOutput(): number {
  const { isTTY, columns } = process.stdout;
  // Some terminals do not know their size, and say 0.
  return isTTY && columns && file === undefined ? Math.min(160, Math.max(60, columns)) : 100;
}

/** Breaks text at blanks to the width of the output, 100 columns at most; `bullet` comes before the first line, and blanks of its length before the others. */
export function wrap(text: string, bullet = ''): string {
  const width = Math.min(100, columnsOfOutput()) - bullet.length;
  const lines = [''];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && lengthOf(line) + 1 + lengthOf(word) > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return bullet + lines.join(`\n${' '.repeat(bullet.length)}`);
}

/** Colors take no room. */
const lengthOf = (text: string): number => stripVTControlCharacters(text).length;
