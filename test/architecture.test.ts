import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { house } from '../tools/boundaries.ts';
import type { Module } from '../tools/house/module.ts';
import { readModules } from '../tools/house/read-modules.ts';
import { rules } from '../tools/house/rules.ts';
import { allowed, refused } from './tools/imports.ts';
import type { Case } from './tools/imports.ts';

const root = join(import.meta.dirname, '..');

/** Rules of `npm run house` that the code does not keep yet. Each goes from here for good as soon as it does. */
const notYet: readonly string[] = [];

describe('the house', () => {
  let modules: Module[];

  beforeAll(async () => {
    modules = await readModules(root);
  });

  test.each(Object.keys(rules).filter((title) => !notYet.includes(title)))('has no %s', (title) => {
    const found = rules[title]?.(modules, house).map(
      ({ file, line, message }) => `${file}:${line} ${message}`,
    );
    expect(found).toEqual([]);
  });

  test('waits for no rule that there is not', () => {
    expect(notYet.filter((title) => !(title in rules))).toEqual([]);
  });
});

describe('the linter, with the settings of the project,', () => {
  let folder: string;
  /** `file:line` of what it refuses. */
  let places: Set<string>;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'house-'));
    cpSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
    const files = Map.groupBy([...refused, ...allowed], ([file]) => file);
    for (const [file, imports] of files) write(file, imports);
    places = lint(files.size);
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  /** One import a line. */
  function write(file: string, imports: readonly Case[]) {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    const lines = imports.map(([, specifier, isType], at) => {
      return `import ${isType ? 'type ' : ''}{ thing as thing${at} } from '${specifier}';`;
    });
    writeFileSync(path, `${lines.join('\n')}\n`);
  }

  function lint(files: number): Set<string> {
    const args = [join(root, 'node_modules/oxlint/dist/cli.js'), '--format', 'json', '.'];
    const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    const { diagnostics, number_of_files } = JSON.parse(stdout) as {
      diagnostics: { code: string; filename: string; labels: { span: { line: number } }[] }[];
      number_of_files: number;
    };
    expect(number_of_files).toBe(files);
    return new Set(
      diagnostics
        .filter(({ code }) => code.includes('no-restricted-imports'))
        .map(({ filename, labels }) => `${filename}:${labels[0]?.span.line}`),
    );
  }

  function placeOf(file: string, specifier: string, isType?: true): string {
    const ofFile = [...refused, ...allowed].filter(([other]) => other === file);
    const at = ofFile.findIndex(([, other, type]) => other === specifier && type === isType);
    return `${file}:${at + 1}`;
  }

  test.each(refused)('lets %s not import %s', (file, specifier) => {
    expect(places).toContain(placeOf(file, specifier));
  });

  test.each(allowed)('lets %s import %s', (file, specifier, isType) => {
    expect(places).not.toContain(placeOf(file, specifier, isType));
  });
});
