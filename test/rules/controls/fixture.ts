import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

const encryption = {
  id: '164.312(e)(2)(ii)',
  title: 'Encryption of transmitted ePHI',
  family: 'technical',
  designation: 'addressable',
  proofs: ['policies', 'decision'],
  evidence: ['Endpoint settings'],
  nist80053: ['SC-8'],
};

const training = {
  id: '164.308(a)(5)(i)',
  title: 'Training',
  family: 'administrative',
  designation: 'standard',
  proofs: ['attestation'],
  evidence: ['Completion records'],
  nist80053: ['AT-2'],
};

const secureTransfer = {
  name: 'storage-secure-transfer',
  properties: {
    displayName: 'Storage accounts accept encrypted traffic only',
    description: 'Plain HTTP is refused.',
    mode: 'Indexed',
    metadata: {
      category: 'Storage',
      severity: 'high',
      controls: ['164.312(e)(2)(ii)'],
      why: 'Plain traffic can be read.',
      fix: 'Require secure transfer.',
      version: '1.0.0',
    },
    parameters: { effect: { type: 'String', defaultValue: 'audit', allowedValues: ['audit', 'disabled'] } },
    policyRule: {
      if: {
        allOf: [
          { field: 'type', equals: 'Microsoft.Storage/storageAccounts' },
          { field: 'Microsoft.Storage/storageAccounts/supportsHttpsTrafficOnly', notEquals: true },
        ],
      },
      then: { effect: "[parameters('effect')]" },
    },
  },
};

/** A small whole catalogue, by path; a fresh copy each time. */
export function smallCatalogue() {
  return structuredClone({
    'hipaa-security-rule.json': [training, encryption],
    'types.json': {
      'microsoft.storage/storageaccounts': {
        type: 'Microsoft.Storage/storageAccounts',
        apiVersion: '2024-01-01',
        kind: 'tracked',
        indexed: true,
        dataStore: true,
      },
    },
    'aliases.json': {
      'microsoft.storage/storageaccounts/supportshttpstrafficonly': {
        '*': 'properties.supportsHttpsTrafficOnly',
      },
    },
    'store-matrix.json': {},
    'types-without-data.json': [],
    'hipaa-general-rules.json': [],
    'hipaa-breach-notification.json': [],
    'hipaa-privacy-rule.json': [],
    'own-rules.json': [],
    'law.json': {
      asOf: '2026-11-01',
      comparedWith: 'a book',
      sections: Object.fromEntries(
        ['164.308', '164.312'].map((section) => [section, { title: 'A', source: 'https://law.example' }]),
      ),
      proposed: [],
    },
    'baa-services.json': {
      source: 'https://learn.microsoft.com/azure',
      about: 'A test.',
      compared: null,
      services: [{ name: 'Azure Storage', types: ['Microsoft.Storage/storageAccounts'], inScope: true }],
    },
    'requirements.json': {},
    'policies/storage/storage-secure-transfer/policy.json': secureTransfer,
  });
}

export const policyPath = 'policies/storage/storage-secure-transfer/policy.json';

/** Writes files (text as it is, anything else as JSON) to a folder of their own, which goes with the test. */
export function writeFolder(files: Readonly<Record<string, unknown>>): string {
  const root = mkdtempSync(join(tmpdir(), 'controls-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [file, content] of Object.entries(files)) {
    const path = join(root, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  }
  return root;
}
