import { estate } from '@phiwatch/sample-hospital';
import type { Resource } from '@phiwatch/sample-hospital';
import { describe, expect, test } from 'vitest';
import { loadCatalogue } from '../../../src/rules/controls/index.ts';
import { compilePolicy, findRelated, parseAliases } from '../../../src/rules/policy/index.ts';
import type { Policy, RelatedLookup } from '../../../src/rules/policy/index.ts';
import { needsShared, readShared } from '../../support/shared.ts';

/** Policies of ours, each with the built-in definition that is about the same thing, and why the two may differ. */
const pairs: readonly (readonly [ours: string, builtIn: string, difference?: string])[] = [
  ['storage-requires-secure-transfer', '404c3081-a854-4457-ae30-26a93ef643f9'],
  [
    'storage-network-denies-by-default',
    '34c877ad-507e-4c82-993e-3452a6e0ad3c',
    'ours takes an account that no public network reaches as closed, whatever its rules say',
  ],
  ['storage-forbids-shared-key-access', '8c6a50c6-9ffd-4ae7-986f-5fa6111f9a54'],
  ['storage-forbids-anonymous-blob-access', '4fa4b6c0-31ca-4c0d-b10d-24b96f62a751'],
  ['key-vault-has-purge-protection', '0b60c0b2-2dc2-4e1c-b5c9-abbed971de53'],
  ['key-vault-uses-rbac', '12d4fa5e-1f9f-4c21-97a9-b99b3c6611b5'],
  [
    'key-vault-network-denies-by-default',
    '55615ac9-af46-4a59-874e-391cc3dfb490',
    'ours finds a rule that lets in everybody, too',
  ],
  [
    'key-vault-logs-every-access',
    'cf820ca0-f99e-4f3e-84fb-66e913812d21',
    'the built-in asks for the category AuditEvent or the group audit; ours takes allLogs as well, and wants a destination',
  ],
  ['sql-database-is-encrypted', '17k78e20-9358-41c9-923c-fb736d382a12'],
  [
    'sql-database-keeps-long-term-backups',
    'd38fc420-0735-4ef3-ac11-c806f651a570',
    'the built-in is satisfied by any of three retentions',
  ],
  [
    'sql-server-forbids-public-network',
    '1b8ca024-1d5c-4dec-8995-b1a932b41780',
    'the built-in wants a private endpoint as well',
  ],
  ['sql-server-audits-access', 'a6fb4358-5bf4-4ad7-ba82-2cd2f41ce5e9'],
  [
    'sql-server-requires-tls-1-2',
    '32e6bbec-16b6-44c2-be37-c5b672d103cf',
    'to the built-in a server that states no minimum complies',
  ],
  ['cosmos-forbids-public-network', '797b37f7-06b8-444c-b1ad-fc62867f335a'],
  [
    'cosmos-takes-no-keys',
    '5450f5bd-9c72-4390-a9c4-a7aba4edfdd2',
    'the built-in leaves out accounts of other interfaces than NoSQL',
  ],
  [
    'web-app-requires-https',
    'a4af4a39-4135-47fb-b175-47fbdf85311d',
    'the built-in has another definition for function apps; ours looks at slots, too',
  ],
  [
    'web-app-requires-tls-1-2',
    'f0e6e85b-9b9f-4a4b-b67b-f730d42f1b0b',
    'the built-in has another definition for function apps, and another version that it wants',
  ],
  [
    'web-app-has-managed-identity',
    '2b9ad585-36bc-4615-b300-fd4435808332',
    'the built-in has another definition for function apps',
  ],
  ['postgresql-forbids-public-network', '5e1de0e3-42cb-4ebc-a86d-61d0c619ca48'],
  ['mysql-forbids-public-network', 'c9299215-ae47-4f50-9c54-8a392f68a052'],
  ['event-hubs-takes-no-sas-keys', '5d4e3c65-4873-47be-94f3-6f8b953a3598'],
  ['redis-takes-encrypted-connections-only', '22bee202-a82f-4305-9a2a-6d7f44d4dedb'],
  ['container-registry-forbids-public-network', '0fdf0491-d080-4575-b627-ad0e843cba0f'],
  ['sql-managed-instance-requires-tls-1-2', 'a8793640-60f7-487c-b5c3-1d37215905c4'],
  ['subscription-has-defender-for-key-vault', '0e6763cc-5078-4e64-889d-ff4d9a839047'],
  ['subscription-has-defender-for-app-service', '2913021d-f2fd-4f3d-b958-22354e2bdbcb'],
  ['subscription-has-defender-for-resource-manager', 'c3d20c29-b36d-48fe-808b-99a87530ad99'],
];

interface Definition {
  readonly name: string;
  readonly properties: { readonly displayName: string };
}

const [file, aliasFile] = ['builtin-policies/definitions.json', 'builtin-policies/aliases.json'];

describe("ours beside Azure's built-in definitions, over the sample hospital", needsShared(file), () => {
  const definitions = new Map(((readShared(file) ?? []) as Definition[]).map((each) => [each.name, each]));
  const aliases = parseAliases(readShared(aliasFile) ?? {});
  const catalogue = loadCatalogue();
  const resources = estate();
  const lookup: RelatedLookup = (query) => ({ resources: findRelated(resources as never, query) });
  const contextOf = ({ type }: Resource) => {
    const apiVersion = catalogue.types.get(type.toLowerCase())?.apiVersion;
    return { utcNow: '2026-12-01T00:00:00Z', ...(apiVersion !== undefined && { apiVersion }) };
  };
  const stateOf = (policy: Policy, resource: Resource) =>
    policy.evaluate(resource, contextOf(resource), lookup).state;

  test('they agree but where the difference is meant', async () => {
    const lines = pairs.map(([ours, builtIn, why]) => {
      const definition = definitions.get(builtIn);
      const own = catalogue.policy(ours)?.policy;
      if (!definition || !own) throw new Error(`${ours} or ${builtIn} is not there`);
      const theirs = compilePolicy(definition, { aliases, name: builtIn });
      const evaluated = resources
        .map((resource) => [resource.id, stateOf(own, resource), stateOf(theirs, resource)] as const)
        .filter(([, one, other]) => one !== 'NotApplicable' && other !== 'NotApplicable');
      const different = evaluated.filter(([, one, other]) => one !== other);
      const differences = different.map(
        ([id = '', one, other]) => `\n    ${id.split('/').slice(-2).join('/')}: ours ${one}, theirs ${other}`,
      );
      if (differences.length > 0) expect(why, `${ours}${differences.join('')}`).toBeDefined();
      const said = `${evaluated.length - different.length} of ${evaluated.length} agree`;
      return `${ours} | ${definition.properties.displayName} | ${said}${different.length > 0 ? `: ${why}` : ''}${differences.join('')}`;
    });
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('beside-built-ins.txt');
  });
});
