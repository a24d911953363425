import type { Finding } from './module.ts';
import type { Sizes } from './sizes.ts';

const HEADINGS = ['wing', 'files', 'lines', 'median', '95%', 'longest'];

/** The sizes as a table. */
export function sizesTable(rows: readonly Sizes[]): string {
  const cells = rows.map(({ wing, files, lines, median, p95, longest, longestFile }) => [
    wing,
    ...[files, lines, median, p95, longest].map(String),
    longestFile,
  ]);
  return [[...HEADINGS, ''], ...cells].map(([name = '', ...rest]) => row(name, rest)).join('\n');
}

function row(name: string, cells: readonly string[]): string {
  const numbers = cells.slice(0, -1).map((cell) => cell.padStart(8));
  return `${name.padEnd(14)}${numbers.join('')}  ${cells.at(-1)}`.trimEnd();
}

/** Whether the sizes are as they should be: said, while only the longest file is a rule. */
export function sizesVerdict({ median, p95, longest }: Sizes): string {
  return [
    `median 60 to 90: ${median}, ${says(median >= 60 && median <= 90)}`,
    `95% at most 150: ${p95}, ${says(p95 <= 150)}`,
    `none over 250: ${longest}, ${says(longest <= 250)}`,
  ].join('; ');
}

function says(isSo: boolean): string {
  return isSo ? 'yes' : 'NO';
}

/** A rule, with what breaks it. */
export function ruleLines(title: string, findings: readonly Finding[]): string {
  return [
    `${title}: ${findings.length || 'none'}`,
    ...findings.map(({ file, line, message }) => `  ${file}:${line} ${message}`),
  ].join('\n');
}
