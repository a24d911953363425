import { stripVTControlCharacters } from 'node:util';
import { widthOf } from './text-width.ts';

const escape = '\u001B';
/** The escapes that color text: they take no room, and must not be cut. */
const escapes = new RegExp(`(${escape}\\[[\\d;]*m)`);

/** Breaks a text into the lines of a cell, in time that grows with its length alone. Colors end with each line and begin again in the next. */
export function linesOfCell(text: string, width: number): readonly string[] {
  const lines = breakLongWords(text, width)
    .split('\n')
    .flatMap((part) => wrapWords(part, width));
  let open = '';
  return lines.map((line) => {
    const whole = open + line;
    open = openAtEnd(whole);
    return whole + (open === '' ? '' : ends);
  });
}

function wrapWords(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line: string[] = [];
  let taken = -1;
  for (const word of text.split(' ')) {
    const own = widthOf(stripVTControlCharacters(word));
    if (line.length > 0 && taken + 1 + own > width) {
      lines.push(line.join(' '));
      line = [];
      taken = -1;
    }
    line.push(word);
    taken += 1 + own;
  }
  return [...lines, line.join(' ')];
}

/** The end of bold and of a color. */
const ends = `${escape}[22m${escape}[39m`;

/** The escapes that still color the text at its end. */
function openAtEnd(text: string): string {
  let bold = '';
  let color = '';
  for (const [index, part] of text.split(escapes).entries()) {
    if (index % 2 === 0) continue;
    const code = Number(part.slice(2, -1));
    if (code === 0 || code === 22) bold = '';
    if (code === 0 || code === 39) color = '';
    if (code === 1 || code === 2) bold = part;
    if (code >= 30 && code !== 39) color = part;
  }
  return bold + color;
}

/** Breaks words that are wider than their column: ids, types and citations after a `/`, `.`, `-` or `)`. */
function breakLongWords(text: string, width: number): string {
  return text.replace(/\S+/g, (word) => {
    const plain = stripVTControlCharacters(word);
    return widthOf(plain) > width ? breakAfter(word, lengthsOf(plain, width)) : word;
  });
}

const letters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Gives the lengths of the pieces of a word that fit a column. */
function lengthsOf(plain: string, width: number): readonly number[] {
  const lengths: number[] = [];
  let start = 0;
  let afterSign = 0;
  for (const { segment, index } of letters.segment(plain)) {
    const end = index + segment.length;
    if (widthOf(plain.slice(start, end)) > width) {
      const cut = afterSign > start ? afterSign : index;
      lengths.push(cut - start);
      start = cut;
    }
    if (/[/.-]/.test(segment) || (segment === ')' && plain[end] === '(')) afterSign = end;
  }
  return [...lengths, plain.length - start];
}

/** Puts line breaks after so many characters each, whatever colors stand between them. */
function breakAfter(word: string, lengths: readonly number[]): string {
  const left = [...lengths];
  let broken = '';
  for (const [index, part] of word.split(escapes).entries()) {
    // What was split by stands at odd places.
    if (index % 2 === 1) broken += part;
    else
      for (let rest = part; rest !== '';) {
        const [length = rest.length] = left;
        if (length === 0) {
          broken += '\n';
          left.shift();
          continue;
        }
        const taken = rest.slice(0, length);
        broken += taken;
        rest = rest.slice(length);
        left[0] = length - taken.length;
      }
  }
  return broken;
}
