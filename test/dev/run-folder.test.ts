import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { findRun } from '../../cli/local-runs.ts';
import { createRunFolder } from '../../dev/run-folder.ts';

const now = new Date('2026-03-01T08:00:00.000Z');
const dead = spawnSync(process.execPath, ['--version']).pid;
const ways = (port: number) => ({
  url: `http://127.0.0.1:${port}`,
  simUrl: 'https://127.0.0.1:1/_sim',
  simSecret: 'secret',
  certificate: 'loopback.pem',
});

let base: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'runs-'));
  onTestFinished(() => rm(base, { recursive: true, force: true }));
});

async function writeRun(name: string, run: object): Promise<void> {
  await mkdir(join(base, 'runs', name), { recursive: true });
  await writeFile(join(base, 'runs', name, 'run.json'), JSON.stringify(run));
}

const start = (port: number) => createRunFolder(base, { name: String(port), port, now });

test('two runs have a folder each, and the end of one leaves the other', async () => {
  const first = await start(7071);
  await first.open(ways(7071));
  const second = await start(7072);
  await second.open(ways(7072));
  expect(findRun(base, 7071).url).toBe('http://127.0.0.1:7071');
  expect(findRun(base, 7072).url).toBe('http://127.0.0.1:7072');
  expect((await stat(join(first.path, 'run.json'))).mode & 0o777).toBe(0o600);
  await second.close();
  expect(findRun(base).url).toBe('http://127.0.0.1:7071');
});

test('messages outlast their run, until another one has left its own', async () => {
  const run = await start(7071);
  await mkdir(run.messages);
  await writeFile(join(run.path, 'host-keys.json'), '{}');
  await run.close();
  expect(await readdir(run.path)).toEqual(['messages']);
  const next = await start(7072);
  expect(await readdir(run.path)).toEqual(['messages']);
  await mkdir(next.messages);
  await next.close();
  await utimes(next.path, now, new Date(now.getTime() + 10 * 365 * 86_400_000));
  await start(7073);
  expect(existsSync(run.path)).toBe(false);
  expect(existsSync(next.messages)).toBe(true);
});

test('what a run that died has left is removed by the next, and what belongs to another is not', async () => {
  await writeRun('7071', { pid: dead, port: 7071, startedAt: now.toISOString(), ways: ways(7071) });
  const run = await start(7072);
  expect(await readdir(join(base, 'runs'))).toEqual(['7072']);
  // Another process has taken it over.
  await writeRun('7072', { pid: process.ppid, port: 7072, startedAt: now.toISOString() });
  await run.close();
  expect(await readdir(run.path)).toEqual(['run.json']);
});

test('a port that another one is starting on is refused, but not for ever', async () => {
  const startedAt = new Date(now.getTime() - 5000).toISOString();
  await writeRun('7071', { pid: process.ppid, port: 7071, startedAt });
  await expect(start(7071)).rejects.toThrow(/^--port 7071: another npm start \(process \d+\) takes it/);
  await writeRun('7071', { pid: process.ppid, port: 7071, startedAt: '2026-02-28T08:00:00.000Z' });
  await expect(start(7071)).resolves.toMatchObject({ path: join(base, 'runs/7071') });
});

test('a folder that cannot be written is named', async () => {
  const file = join(base, 'file');
  await writeFile(file, '');
  await expect(createRunFolder(file, { name: '7071', port: 7071, now })).rejects.toThrow(
    `${join(file, 'runs/7071')} cannot be written (ENOTDIR): npm start keeps its files there`,
  );
});
