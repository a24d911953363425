import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions } from '../tools/bundle-options.ts';
import { percentile, report } from './measure.ts';

const root = join(import.meta.dirname, '..');
const ROUNDS = 15;

/** Measures what a cold start loads: the bundled app beside a bundle of the same imports with empty handlers. */
export async function benchModuleLoad(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'phiwatch-bench-'));
  try {
    const floor = join(folder, 'floor.cjs');
    await build({
      ...bundleOptions,
      stdin: { contents: floorSource(), resolveDir: root, loader: 'ts' },
      outfile: floor,
      sourcemap: false,
      logLevel: 'error',
    });
    const app = join(root, 'dist/main.cjs');
    const times: Record<string, number[]> = { [app]: [], [floor]: [] };
    // In turns, so that whatever else the machine does falls on both.
    for (let round = 0; round < ROUNDS; round += 1) for (const file in times) times[file]?.push(load(file));
    const [own = Number.NaN, least = Number.NaN] = [app, floor].map((file) =>
      percentile(times[file] ?? [], 0.5),
    );
    report('module load of the bundled app', `p50 ${own.toFixed(0)} ms`, {
      of: own / least,
      to: 'empty handlers',
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function load(file: string): number {
  const program = `const t = performance.now(); require(${JSON.stringify(file)}); process.stdout.write(String(performance.now() - t)); process.exit()`;
  return Number(
    execFileSync(process.execPath, ['-e', program], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
}

/** The same names imported from the same packages, kept, and functions that do nothing. */
function floorSource(): string {
  const imports = new Set<string>();
  for (const file of globSync('{src,functions}/**/*.ts', { cwd: root })) {
    const text = readFileSync(join(root, file), 'utf8');
    for (const [statement] of text.matchAll(/^import (?!type\b)[^;]*? from '[^.'][^']*';/gm))
      imports.add(statement);
  }
  const names: string[] = [];
  const statements = [...imports].map((statement, i) =>
    statement
      .replace(/\* as (\w+)/, (_, name: string) => keep(`* as ${name}_${i}`, `${name}_${i}`))
      .replace(/^import (\w+)/, (_, name: string) => `import ${keep(`${name}_${i}`, `${name}_${i}`)}`)
      .replace(
        /\{([^}]*)\}/,
        (_, list: string) =>
          `{ ${list
            .split(',')
            .map((each) => renamed(each.trim(), i))
            .filter(Boolean)
            .join(', ')} }`,
      ),
  );
  function keep(text: string, name: string): string {
    names.push(name);
    return text;
  }
  function renamed(specifier: string, i: number): string {
    if (specifier === '' || specifier.startsWith('type ')) return '';
    const [name = ''] = specifier.split(' as ');
    return keep(`${name} as ${name}_${i}`, `${name}_${i}`);
  }
  return `${statements.join('\n')}\nglobalThis.kept = [${names.join(', ')}];`;
}
