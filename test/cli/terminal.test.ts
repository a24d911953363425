import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { table } from '../../cli/table.ts';
import { widthOf } from '../../cli/text-width.ts';
import { account } from '../support/exported-account.ts';
import { phiwatch, phiwatchFile } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'terminal-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'export.json');
const accounts = [true, false].map((on) => account(`st${on}`, { supportsHttpsTrafficOnly: on }));
writeFileSync(file, JSON.stringify(accounts));

const commands = {
  scan: ['scan', '--from', file, '--all'],
  controls: ['controls'],
  policies: ['policies'],
  explain: ['explain', 'storage-requires-secure-transfer'],
  'drill plan': ['drill', 'plan', join(import.meta.dirname, '../../controls/drills/quarterly.json')],
};

/** Of where the tests run: `CI` and many others turn colors off. */
const environment = { PATH: process.env.PATH };

async function printed(args: readonly string[], colors: Readonly<Record<string, string>>): Promise<string> {
  const before = process.env;
  onTestFinished(() => {
    process.env = before;
  });
  process.env = { ...environment, ...colors };
  return (await phiwatch(...args)).stdout;
}

const escape = '\u001B';
const color = new RegExp(`${escape}\\[(\\d+)m`, 'g');
/** What ends a color, and bold. */
const ends = new Set(['22', '39']);

/** Escapes are whole, and end before the border of their cell and the end of their line. */
function expectWhole(text: string): void {
  expect(text).toContain(escape);
  expect(text.replaceAll(color, '')).not.toContain(escape);
  for (const cell of text.split(/[│\n]/)) {
    const codes = Array.from(cell.matchAll(color), ([, code = '']) => code);
    if (codes.length > 0) expect(ends).toContain(codes.at(-1));
  }
}

/** Of tables: the terminal breaks prose. */
function widest(text: string): number {
  const lines = stripVTControlCharacters(text).split('\n');
  return Math.max(...lines.filter((line) => /^[┌│├└]/.test(line)).map((line) => line.length));
}

test.each(Object.entries(commands))('%s is, in color, the same text as without', async (_, args) => {
  const colored = await printed(args, { FORCE_COLOR: '1' });
  expect(stripVTControlCharacters(colored)).toBe(await printed(args, { NO_COLOR: '1' }));
  expectWhole(colored);
});

test.each([60, 61, 99, 100, 160])(
  'a table of %i columns has so many, whatever color its words have',
  (width) => {
    const columns = [
      { title: 'State', width: 14 },
      { title: 'Policy', width: 34, least: 18 },
      { title: 'Resource', width: 48, least: 24 },
    ];
    const long = 'Microsoft.Storage/storageAccounts/blobServices/containers/' + 'x'.repeat(200);
    const paint = (text: string): string => `${escape}[31m${text}${escape}[39m`;
    const plain = table(columns, [['NonCompliant', long, `164.308(a)(1)(ii)(D) and ${long}`]], width);
    const painted = table(
      columns,
      [[paint('NonCompliant'), paint(long), `164.308(a)(1)(ii)(D) and ${paint(long)}`]],
      width,
    );
    expect(stripVTControlCharacters(painted)).toBe(stripVTControlCharacters(plain));
    expectWhole(painted);
    expect(widest(plain)).toBe(width);
    expect(plain).not.toContain('…');
  },
);

test('words of wide letters are broken by the columns that they take, and nothing of them is cut', () => {
  const name = '保存データの暗号化と復号'.repeat(6);
  const text = table([{ title: 'Policy', width: 20 }], [[name]], 22);
  const shown = Array.from(text.matchAll(/│ (\S+) *│/g), ([, part = '']) => part);
  expect(shown.slice(1).join('')).toBe(name);
  expect(shown.slice(1).every((part) => part.length <= 9)).toBe(true);
  // A letter of two code units, and one with a mark, stay whole.
  expect(widthOf('𠮷e\u0301')).toBe(3);
});

const hasTerminal = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux');
const title = hasTerminal ? 'in a terminal' : 'in a terminal (skipped: util-linux has brought no `script`)';

describe.skipIf(!hasTerminal)(title, () => {
  // Some terminals do not know their size, and say 0.
  test.each([
    [0, 100],
    [20, 60],
    [240, 160],
  ])('of %i columns tables are %i wide, and whole in color', (columns, width) => {
    const command = [process.execPath, phiwatchFile, ...commands.policies]
      .map((each) => `'${each}'`)
      .join(' ');
    const { stdout } = spawnSync('script', ['-qec', `stty cols ${columns}; ${command}`, '/dev/null'], {
      encoding: 'utf8',
      env: { ...environment, TERM: 'xterm-256color' },
      input: '',
    });
    const text = stdout.replaceAll('\r\n', '\n');
    expectWhole(text);
    expect(widest(text)).toBe(width);
  });
});
