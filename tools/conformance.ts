import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { aliasTables } from './conformance/alias-tables.ts';
import type { ConformanceCase } from './conformance/case.ts';
import { runCase } from './conformance/run-case.ts';

/** `npm run -s conformance -- FILE... [--shared DIR]`: exit 0 when no case fails, 1 otherwise. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { shared: { type: 'string' } },
});
const tables = aliasTables(values.shared ?? join(import.meta.dirname, '../../shared'));

let passed = 0;
let failed = 0;
try {
  for (const one of positionals.flatMap(readCases)) {
    const outcome = attempt(one);
    if (outcome.passed) passed++;
    else {
      failed++;
      console.log(`${one.id}\n  expected ${outcome.expected}\n  got      ${outcome.got}`);
    }
  }
  if (positionals.length === 0) throw new Error('usage: npm run -s conformance -- FILE... [--shared DIR]');
  process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
  console.error(`error: ${(error as Error).message}`);
  process.exitCode = 1;
}
console.log(`${passed} passed, ${failed} failed`);

function readCases(file: string): readonly ConformanceCase[] {
  const cases: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!Array.isArray(cases)) throw new Error(`${file}: expected a JSON array of cases`);
  const other = cases.findIndex((one: unknown) => !isCase(one));
  if (other >= 0) throw new Error(`${file}: expected a case with "id" and "expect" at [${other}]`);
  return cases as readonly ConformanceCase[];
}

function isCase(one: unknown): boolean {
  return typeof one === 'object' && one !== null && 'id' in one && 'expect' in one;
}

/** A crash of the engine fails its case and no other. */
function attempt(one: ConformanceCase) {
  try {
    return runCase(one, tables(one.aliases), new Date());
  } catch (error) {
    const got = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { passed: false, expected: JSON.stringify(one.expect), got };
  }
}
