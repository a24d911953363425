import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { genesis } from '../../../src/evidence/chain/index.ts';
import { packageOf, unzipped } from '../support/package-of.ts';
import type { TestPackage } from '../support/package-of.ts';

const tools = ['jq', 'openssl', 'sha256sum'];
const absent = tools.filter((tool) => !isThere(tool));

function isThere(tool: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${tool}`]);
    return true;
  } catch {
    return false;
  }
}

/** Decodes base64url, which has no padding. */
const decode = `decode() { tr '_-' '/+' | awk '{ while (length($0) % 4) $0 = $0 "="; print }' | base64 -d; }`;

const checks = {
  files: `jq -r '.files[] | .sha256 + "  " + .path' manifest.json | sha256sum --check --strict --quiet`,
  payload: `cut -d . -f 2 manifest.jws | decode | cmp - manifest.json`,
  // The bytes before a point of P-256 in a public key are always these.
  key: `kid=$(cut -d . -f 1 manifest.jws | decode | jq -r .kid)
    coordinate() { jq -r --arg kid "$kid" ".keys[] | select(.kid == \\$kid) | .$1" keys.json | decode; }
    { printf MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE | base64 -d; coordinate x; coordinate y; } > key.der
    openssl pkey -pubin -inform DER -in key.der -out key.pem`,
  signature: `cut -d . -f 1,2 manifest.jws | tr -d '\\n' > signed
    openssl dgst -sha256 -verify key.pem -signature manifest.sig signed`,
  ledger: `hash=$(jq -r .ledger.from.hash manifest.json)
    for row in $(cat ledger/*.jsonl | jq -r '.row | tojson | @base64'); do
      hash=$(printf '%s\\n%s' "$hash" "$(printf %s "$row" | base64 -d)" | sha256sum | cut -d ' ' -f 1)
    done
    test "$hash" = "$(jq -r .ledger.to.hash manifest.json)"`,
};

describe.skipIf(absent.length > 0)(
  `a package is verified by plain tools (absent: ${absent.join(', ') || 'none'})`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'plain-'));
    afterAll(() => rmSync(folder, { recursive: true }));
    let made: TestPackage;

    const run = (script: string) =>
      execFileSync('sh', ['-euc', `${decode}\n${script}`], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
    const write = (path: string, content: string | Uint8Array) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    };

    beforeAll(async () => {
      made = await packageOf({
        files: { 'controls.csv': 'id,status\n', 'collected/arm.json': '{}' },
        rows: ['d-1', 'd-2', 'd-3'].map((id) => ({ id, to: 'NonCompliant' })),
      });
      for (const [path, content] of await unzipped(made.zip)) write(path, content);
    });

    test('file by file, by the signature, and by the ledger', () => {
      for (const script of Object.values(checks)) expect(run(script)).toMatch(/^(Verified OK\n)?$/);
      expect(made.manifest.ledger).toEqual({
        from: { row: 0, hash: genesis },
        to: { row: 3, hash: '582bd2175968581e882aa95bcb6c6b43b1aea8cb7d32f2832f1c06139c39b9ac' },
      });
    });

    test('which refuse what was changed', () => {
      write('controls.csv', 'id,state\n');
      expect(() => run(checks.files)).toThrow('did NOT match');
      write('signed', 'x');
      expect(() => run(checks.signature.replace(/^.*\n/, ''))).toThrow();
    });
  },
);
