import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: true;
  readonly hasInstallScript?: true;
}

const { packages } = JSON.parse(read('package-lock.json')) as { packages: Readonly<Record<string, Locked>> };
const npm = 'https://registry.npmjs.org/';
const foreign = Object.entries(packages).filter(
  ([path, { link }]) => path.includes('node_modules/') && !link,
);

test('every package comes from the registry of npm, with the digest of what it is', () => {
  expect(foreign.length).toBeGreaterThan(300);
  const others = foreign.filter(
    // The registry is left out of a lock file as a whole; what comes from elsewhere names its place.
    ([, { resolved = npm, integrity = '' }]) =>
      !resolved.startsWith(npm) || !/^sha512-[\w+/]{86}==$/.test(integrity),
  );
  expect(others).toEqual([]);
});

test('a package with a script of its own at its installation is one that is known to have one', () => {
  const names = foreign.flatMap(([path, { hasInstallScript }]) => (hasInstallScript ? [path] : []));
  expect(names.toSorted()).toEqual(['node_modules/esbuild']);
});

test('every dependency has one version, not a range', () => {
  const manifest = JSON.parse(read('package.json')) as Readonly<
    Record<string, Readonly<Record<string, string>>>
  >;
  const ranges = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) =>
    Object.entries(manifest[kind] ?? {}).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version)),
  );
  expect(ranges).toEqual([]);
});

/** Shapes of what opens something: of keys, tokens and connections. */
const secrets: readonly RegExp[] = [
  /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----\s+[A-Za-z0-9+/]/,
  /AccountKey=[A-Za-z0-9+/]{40,}/,
  /SharedAccessKey=[A-Za-z0-9+/]{20,}/,
  /\bsig=[A-Za-z0-9%]{40,}/,
  /\beyJ[\w-]{20,}\.eyJ[\w-]{20,}\.[\w-]{20,}/,
  /\b(?:ghp|gho|ghs|github_pat)_\w{20,}/,
  /\bnpm_[A-Za-z0-9]{36}\b/,
  /\bAKIA[0-9A-Z]{16}\b/,
  /\b[\w~.-]{3}8Q~[\w~.-]{34}\b/,
];

test.each([
  `AccountKey=${'A'.repeat(86)}==`,
  ['-----BEGIN RSA', 'PRIVATE KEY-----\nMIIE'].join(' '),
  `eyJ${'a'.repeat(20)}.eyJ${'b'.repeat(20)}.${'c'.repeat(20)}`,
])('%j would be seen', (text) => {
  expect(secrets.some((shape) => shape.test(text))).toBe(true);
});

test.skipIf(!existsSync(join(root, '.git')))('no file of the repository holds a secret', () => {
  const { stdout } = spawnSync('git', ['ls-files', '-z'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  const files = stdout.split('\0').filter((path) => /\.(?!png$|ico$)\w+$|^[^.]+$/.test(path));
  expect(files.length).toBeGreaterThan(500);
  const found = files.flatMap((path) => {
    const text = readOrNothing(path);
    return secrets.flatMap((shape) => (shape.test(text) ? [`${path}: ${shape.source.slice(0, 30)}`] : []));
  });
  expect(found).toEqual([]);
});

function readOrNothing(path: string): string {
  try {
    return read(path);
  } catch {
    // Deleted, and not yet committed.
    return '';
  }
}

test('the workflow asks npm for known vulnerabilities of what is deployed', () => {
  const steps = read('.github/workflows/ci.yml').split('\n');
  const audit = steps.filter((line) => /^ {6}- run: npm audit --omit=dev( --audit-level=\w+)?$/.test(line));
  expect(audit).toHaveLength(1);
});
