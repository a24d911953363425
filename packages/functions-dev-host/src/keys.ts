/**
 * Access keys and who may call what. Unlike `func start`, this host always asks for keys, as Azure does.
 * See https://learn.microsoft.com/azure/azure-functions/function-keys-how-to
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

export type AuthLevel = 'anonymous' | 'function' | 'system' | 'admin';

const keysFile = z.object({
  master: z.string().min(1).optional(),
  functions: z.record(z.string(), z.string().min(1)).default({}),
  system: z.record(z.string(), z.string().min(1)).default({}),
});

export interface Keys {
  master: string;
  /** Host keys for functions, by name; `default` is always there. */
  functions: Record<string, string> & { default: string };
  /** Keys of extensions' webhooks, by name. */
  system: Record<string, string> & { eventgrid_extension: string; durabletask_extension: string };
}

/** The level that a presented key stands for; `name` tells system keys apart. */
export interface Grant {
  level: AuthLevel;
  name?: string;
}

/** Reads the key file, makes what it lacks, and leaves it readable by its owner alone (0600). */
export function loadKeys(path: string): Keys {
  const found = existsSync(path) ? parseKeys(path) : keysFile.parse({});
  const keys: Keys = {
    master: found.master ?? newKey(),
    functions: { default: newKey(), ...found.functions },
    system: { eventgrid_extension: newKey(), durabletask_extension: newKey(), ...found.system },
  };
  // A file that lacks nothing is left alone: another host may be reading it.
  if (!isDeepStrictEqual(found, keys)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  }
  chmodSync(path, 0o600);
  return keys;
}

/** Finds what a key stands for, in the host's order: master, system keys, host keys for functions. */
export function grantOf(keys: Keys, presented: string | undefined): Grant {
  if (!presented) return { level: 'anonymous' };
  if (sameText(presented, keys.master)) return { level: 'admin' };
  for (const [name, key] of Object.entries(keys.system))
    if (sameText(presented, key)) return { level: 'system', name };
  for (const [name, key] of Object.entries(keys.functions))
    if (sameText(presented, key)) return { level: 'function', name };
  return { level: 'anonymous' };
}

/** Whether a grant opens a level: the master key opens all, any other key only its own. */
export function allows(grant: Grant, level: AuthLevel, name?: string): boolean {
  if (level === 'anonymous' || grant.level === 'admin') return true;
  return grant.level === level && (name === undefined || grant.name === name);
}

function parseKeys(path: string): z.infer<typeof keysFile> {
  try {
    return keysFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // The cause is left out on purpose: a parser's message may quote the file.
    throw new Error(`The key file ${path} is not valid; delete it to have a new one made`);
  }
}

function newKey(): string {
  return randomBytes(40).toString('base64url');
}

/** Equal length is what timingSafeEqual asks for. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function sameText(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}
