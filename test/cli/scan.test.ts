import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ScanFinding } from '../../src/monitoring/scan/index.ts';
import { account, STORAGE } from '../support/exported-account.ts';
import { phiwatch, phiwatchFile, spawned } from './run.ts';

const good = account('stgood', { supportsHttpsTrafficOnly: true });
const bad = account('stbad', { supportsHttpsTrafficOnly: false });
const https = ['--policies', 'storage-requires-secure-transfer'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scan-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const exported = (type: string, name: string) => ({
  ...account(name),
  id: account(name).id.replace(STORAGE, type),
  type,
});

function scan(content: unknown, ...args: string[]) {
  const path = join(folder, 'export.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return phiwatch('scan', '--from', path, ...args);
}

async function scanned(content: unknown, ...args: string[]) {
  const { code, stdout, stderr } = await scan(content, '--format', 'json', ...args);
  return { code, stderr, findings: JSON.parse(stdout) as ScanFinding[] };
}

describe('json', () => {
  test('is an array of findings', async () => {
    expect(await scanned([good, bad], ...https)).toEqual({
      code: 2,
      stderr: '',
      findings: [
        expect.objectContaining({ resourceId: good.id, state: 'Compliant' }),
        {
          resourceId: bad.id,
          resourceType: STORAGE,
          policy: 'storage-requires-secure-transfer',
          title: expect.any(String),
          controls: expect.arrayContaining(['164.312(e)(1)']),
          severity: expect.any(String),
          state: 'NonCompliant',
          fields: [
            { path: 'properties.supportsHttpsTrafficOnly', actual: false, expected: expect.any(String) },
          ],
        },
      ],
    });
  });

  test.each([
    ['a Resource Graph answer', JSON.stringify({ count: 2, data: [good, bad], skip_token: null })],
    ['JSON lines', `${JSON.stringify(good)}\n${JSON.stringify(bad)}\n`],
  ])('is the same from %s', async (_, content) => {
    expect(await scanned(content, ...https)).toEqual(await scanned([good, bad], ...https));
  });

  test('evaluates rows of Resource Graph, whose types are lower case', async () => {
    const row = {
      ...bad,
      type: STORAGE.toLowerCase(),
      tenantId: '22222222-2222-2222-2222-222222222222',
      subscriptionId: '11111111-1111-1111-1111-111111111111',
      resourceGroup: 'rg-imaging',
      managedBy: '',
      identity: null,
    };
    expect(await scanned([row], ...https)).toMatchObject({ code: 2, findings: [{ state: 'NonCompliant' }] });
  });

  test('with --all has one finding for every resource and policy', async () => {
    const disk = exported('Microsoft.Compute/disks', 'disk');
    const { findings } = await scanned([good, disk], '--all', '--min-severity', 'critical');
    const policies = new Set(findings.map(({ policy }) => policy));
    expect(findings.length).toBe(2 * policies.size);
    expect(new Set(findings.map(({ severity }) => severity))).toEqual(new Set(['critical']));
    expect(findings.some(({ state }) => state === 'NotApplicable')).toBe(true);
  });
});

describe('--controls', () => {
  const idsOf = async (...args: string[]) => {
    const { findings } = await scanned([good, bad], '--all', ...args);
    return findings.map(({ policy, controls }) => ({ policy, controls }));
  };

  test('evaluates by the policies that count for one of them', async () => {
    const wanted = ['164.312(e)(1)', '164.312(b)'];
    const every = await idsOf();
    const chosen = every.filter(({ controls }) => controls.some((id) => wanted.includes(id)));
    expect(chosen.length).toBeGreaterThan(0);
    expect(chosen.length).toBeLessThan(every.length);
    expect(await idsOf('--controls', wanted.join(', '))).toEqual(chosen);
  });

  test('takes a citation for all that lies under it, in any case', async () => {
    const every = await idsOf();
    const chosen = every.filter(({ controls }) => controls.some((id) => id.startsWith('164.312(e)(')));
    expect(await idsOf('--controls', '164.312(E)')).toEqual(chosen);
  });
});

describe('related resources', () => {
  const versions = ['--policies', 'storage-keeps-blob-versions'];
  const properties = { isVersioningEnabled: true };

  test('may be nested, as in templates', async () => {
    const child = { type: 'blobServices', name: 'default', properties };
    expect(await scanned([account('st', {}, { resources: [child] })], ...versions)).toMatchObject({
      code: 0,
      findings: [{ state: 'Compliant' }],
    });
  });

  test('may stand beside, by their ids', async () => {
    const child = { id: `${good.id}/blobServices/default`, type: `${STORAGE}/blobServices`, properties };
    expect(await scanned([child, good], ...versions)).toMatchObject({
      code: 0,
      findings: [{ state: 'Compliant' }],
    });
  });

  test('that were not exported make the state Unknown', async () => {
    expect(await scanned([good], ...versions)).toMatchObject({
      code: 3,
      findings: [{ state: 'Unknown', reason: expect.stringContaining('not exported') }],
    });
  });
});

describe('what is malformed', () => {
  test('is Unknown with its reason', async () => {
    const { code, findings } = await scanned([good, { id: 'x' }, null, 7], ...https);
    expect(code).toBe(3);
    expect(findings.map(({ state, reason }) => [state, reason !== undefined])).toEqual([
      ['Compliant', false],
      ['Unknown', true],
      ['Unknown', true],
      ['Unknown', true],
    ]);
  });

  test('is Unknown where a line is cut short', async () => {
    const { code, findings } = await scanned(
      `${JSON.stringify(bad)}\n${JSON.stringify(good).slice(0, 80)}`,
      ...https,
    );
    expect(code).toBe(2);
    expect(findings[1]).toMatchObject({
      state: 'Unknown',
      reason: expect.stringMatching(/^line 2: not JSON/),
    });
  });

  test.each([
    ['no JSON', 'hello', /^error: \S*export\.json: line 1, column 1: unexpected "h"\n$/],
    ['JSON that ends too early', '[{"a":1},', /^error: \S*export\.json: line 1, column 10: the file ends/],
    ['an empty file', '', /^error: \S*export\.json: .*empty\n$/],
  ])('cannot be run at all: %s', async (_, content, message) => {
    expect(await scan(content)).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(message) });
  });
});

describe('exit codes and errors', () => {
  test('nothing NonCompliant or Unknown: 0', async () => {
    expect(await scan([good], ...https)).toMatchObject({ code: 0, stderr: '' });
  });

  test('an export in which there is nothing is Unknown: 3', async () => {
    const { code, stdout } = await scan([], ...https, '--format', 'json');
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject([
      { state: 'Unknown', reason: 'the file: it holds no resource: nothing was evaluated' },
    ]);
  });

  test('nothing evaluated is said, and is not called good', async () => {
    const { code, stdout, stderr } = await scan([exported('Contoso.Unknown/things', 'x')], ...https);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Summary: no findings; 1 resource\n' });
    expect(stderr).toMatch(/^note: nothing in .* nothing was evaluated\n$/);
  });

  test('an export that is one page of several is never all good', async () => {
    expect(await scanned({ data: [good], skip_token: 'more' }, ...https)).toMatchObject({
      code: 3,
      findings: [
        { state: 'Compliant' },
        { state: 'Unknown', reason: expect.stringContaining('one page of several') },
      ],
    });
  });

  test.each([
    [['scan'], 'scan wants --from FILE or --subscription ID'],
    [['scan', '--from', 'none.json'], 'none.json: no such file'],
    [['scan', '--from', 'none.json', '--format', 'xml'], "argument 'xml' is invalid"],
    [['scan', '--from', 'none.json', '--policies', 'nope'], 'there is no policy named "nope"'],
    [
      ['scan', '--from', 'none.json', '--policies', 'storage-requires-secure-transfr'],
      'Did you mean storage-requires-secure-transfer?',
    ],
    [['scan', '--from', 'none.json', '--controls', '164.999'], '--controls: there is no safeguard "164.999"'],
    [
      ['scan', '--from', 'none.json', '--controls', '164.308(a)(2)'],
      '--controls: no policy counts for 164.308(a)(2)',
    ],
    [['nope'], "unknown command 'nope'"],
  ])('%j is refused in one line', async (args, message) => {
    const { code, stdout, stderr } = await phiwatch(...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n').length).toBe(1);
  });
});

describe('in a process of its own', () => {
  const path = (): string => {
    const file = join(folder, 'own.json');
    writeFileSync(file, JSON.stringify([good, bad]));
    return file;
  };
  test.each([
    ['what is found', 2, () => ['scan', '--from', path()]],
    ['what cannot be run', 1, () => ['scan', '--from', 'none.json']],
    ['an unknown command', 1, () => ['nope']],
    ['help', 0, () => ['scan', '--help']],
  ])('%s is told, and ends, as in this one', async (_, code, args) => {
    const ended = spawned(...args());
    expect(ended.code).toBe(code);
    expect(ended).toEqual(await phiwatch(...args()));
  });
});

describe('--output', () => {
  const output = (): string => join(folder, 'findings');

  test.each(['table', 'json', 'csv'])('has %s in a file, and the summary on the screen', async (format) => {
    const printed = await scan([good, bad], ...https, '--format', format);
    const { code, stdout } = await scan([good, bad], ...https, '--format', format, '--output', output());
    expect({ code, file: readFileSync(output(), 'utf8') }).toEqual({ code: 2, file: printed.stdout });
    expect(stdout).toBe(
      `Summary: 1 NonCompliant, 1 Compliant; 2 resources\nThe findings are in ${output()}.\n`,
    );
  });

  test('leaves the file as it was where the scan cannot be run to its end', async () => {
    writeFileSync(output(), 'the last report');
    const { code } = await scan('[{"a":1},', ...https, '--output', output());
    expect({ code, file: readFileSync(output(), 'utf8') }).toEqual({ code: 1, file: 'the last report' });
    expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });

  test.each([
    ['/no/such/folder/findings', 'cannot be written: there is no such folder'],
    [tmpdir(), 'is a folder, expected a file'],
  ])('refuses %s', async (path, why) => {
    expect(await scan([good], '--output', path)).toEqual({
      code: 1,
      stdout: '',
      stderr: `error: --output: ${path} ${why}\n`,
    });
  });
});

describe('table and csv', () => {
  test('the table is at most 100 columns wide, plain, worst first, and summed up', async () => {
    const { stdout } = await scan([good, bad]);
    const lines = stdout.split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(stdout).not.toContain('\u001B');
    const states = lines.map((line) => /^│ (NonCompliant|Unknown)/.exec(line)?.[1]).filter(Boolean);
    expect(states).toContain('NonCompliant');
    expect(states.lastIndexOf('NonCompliant')).toBeLessThan(states.indexOf('Unknown'));
    expect(stdout).toMatch(/\nSummary: \d+ NonCompliant, \d+ Unknown, \d+ Compliant; 2 resources\n/);
  });

  test('the summary says of ids that stand twice that each copy counts', async () => {
    const { stdout } = await scan([good, bad, bad], ...https);
    expect(stdout).toMatch(
      /\nSummary: 2 NonCompliant, 1 Compliant; 3 resources, 2 of which share an id with another: each copy is evaluated and counted\n/,
    );
  });

  test('the last line says how to go on, where there is something to go on with', async () => {
    const open = await scan([good, bad], ...https);
    expect(open.stdout).toMatch(/\nWhy it matters, .*: phiwatch explain storage-requires-secure-transfer\n$/);
    for (const content of [[good], [{ id: 'x' }]])
      expect((await scan(content, ...https)).stdout).not.toContain('explain');
  });

  test('csv has a header and a row for each finding', async () => {
    const { code, stdout } = await scan([good, bad], ...https, '--format', 'csv');
    const [header, ...rows] = stdout.trimEnd().split('\n');
    expect(code).toBe(2);
    expect(header).toBe('resourceId,resourceType,policy,title,controls,severity,state,reason,fields');
    expect(rows.map((row) => row.split(',')[0])).toEqual([good.id, bad.id]);
  });

  test('csv holds no formula that a spreadsheet would run', async () => {
    const { stdout } = await scan([{ id: '=cmd|calc', type: '@SUM(A1)' }], '--format', 'csv');
    expect(stdout.split('\n')[1]).toMatch(/^'=cmd\|calc,'@SUM\(A1\),/);
  });

  test.each(['table', 'json', 'csv'])('%s whose reader has seen enough ends as it would have', (format) => {
    const path = join(folder, 'many.json');
    const many = Array.from({ length: 3_000 }, (_, n) =>
      account(`st${n}`, { supportsHttpsTrafficOnly: false }),
    );
    writeFileSync(path, JSON.stringify(many));
    const command = `"$0" "$1" scan --from "$2" --all --format ${format} | head -1 >/dev/null; exit "\${PIPESTATUS[0]}"`;
    const { status, stderr } = spawnSync('bash', ['-c', command, process.execPath, phiwatchFile, path]);
    expect({ status, stderr: stderr.toString() }).toEqual({ status: 2, stderr: '' });
  });
});

test('filters that leave no policy are an error, not a clean result', async () => {
  const ended = await scan([bad], ...https, '--min-severity', 'critical');
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toContain('together leave no policy');
});
