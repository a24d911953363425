import { statusBasis } from '../../model/index.ts';
import type { EvidenceFacts } from '../model/index.ts';
import { proves, provesNot } from './package-claims.ts';
import { oneLine } from './one-line.ts';
import { verifySteps } from './verify-steps.ts';

/** The files of a package, and what is in each. */
const contents: readonly (readonly [path: string, about: string])[] = [
  ['report.html', 'The report for people. Open it in any browser; it needs no network.'],
  ['safeguards.csv', 'The safeguards with their status when it was collected.'],
  ['findings.csv', 'Every finding that is open, not known or accepted.'],
  ['populations.csv', 'The populations, with an independent count and the ids that differ.'],
  ['coverage.csv', 'The coverage of each log, and its gaps.'],
  ['coverage-calendar.csv', 'The same hour by hour, in UTC.'],
  ['oscal/assessment-results.json', 'The same as OSCAL assessment results 1.2.1 of NIST.'],
  ['artifacts/', 'The evidence itself, as it was collected.'],
  [
    'populations/',
    'Each population of the ledger with its members: from their ids anybody can draw a sample.',
  ],
  ['ledger/', 'The rows of the ledger over the period, each with its hash.'],
  ['stamps/', 'Time stamps of others on rows of the ledger (RFC 3161), where there are any.'],
  ['keys.json', 'The public keys of the deployment (a copy: see below).'],
  ['manifest.json', 'The list of all files with their hashes, and what is missing.'],
  ['manifest.jws', 'The manifest, signed (JWS, ES256).'],
  ['manifest.sig', 'The same signature, as openssl takes it.'],
];

/** Writes the README of a package: what it holds, what it proves, and how to verify it. */
export function readmeText(facts: EvidenceFacts): string {
  const { id, period, createdAt, appVersion, gaps } = facts;
  const width = Math.max(...contents.map(([path]) => path.length)) + 2;
  return `${[
    title(`Evidence package ${oneLine(id)}`, '='),
    `Period:         from ${period.from} up to ${period.to}, which is no longer in it`,
    `Release class:  ${facts.class}`,
    `Made at:        ${createdAt}`,
    `Made by:        phiwatch ${appVersion}`,
    `Missing:        ${gaps.length === 0 ? 'nothing that was asked for' : `${gaps.length}, listed first in report.html`}`,
    '',
    wrapped(statusBasis),
    '',
    title('What is in it'),
    ...contents.map(([path, about]) => `${path.padEnd(width)}${about}`),
    '',
    title('What it proves, to whoever verifies it'),
    ...proves.map((claim) => wrapped(claim, '- ')),
    '',
    title('What it does not prove'),
    ...provesNot.map((claim) => wrapped(claim, '- ')),
    '',
    title('Verify it with phiwatch'),
    wrapped(
      'FILE.zip is the package. KEY is the file with the public key of the deployment (PEM, JWK or JWKS): get it by another way than this package.',
    ),
    '',
    '    phiwatch evidence verify FILE.zip --key KEY',
    '',
    title('Verify it without phiwatch'),
    wrapped(
      'You need a POSIX shell, unzip, jq 1.6 or later, openssl and sha256sum. Run all steps in one shell, in this order. Each fails where something differs. A ledger of many rows takes a while.',
    ),
    '',
    '    FILE=FILE.zip',
    ...verifySteps.flatMap(({ about, commands }, index) => [
      '',
      wrapped(about, `${index + 1}. `),
      '',
      indented(commands),
    ]),
  ].join('\n')}\n`;
}

/** Characters in a line of text. */
const lineWidth = 88;

/** Breaks a text into lines: the first begins with a mark, the others stand below it. */
function wrapped(text: string, mark = ''): string {
  const lines: string[] = [];
  let line = mark.trimEnd();
  for (const word of text.split(' ')) {
    if (line.length + 1 + word.length > lineWidth) {
      lines.push(line);
      line = `${' '.repeat(mark.length)}${word}`;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}

function title(text: string, line = '-'): string {
  return `${text}\n${line.repeat(text.length)}`;
}

function indented(commands: string): string {
  return commands
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}
