import { describe, expect, test } from 'vitest';
import { loadCatalogue } from '../../../src/rules/controls/index.ts';

const catalogue = loadCatalogue();
const id =
  '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/g/providers/Microsoft.Network/networkSecurityGroups/n';

type Properties = Readonly<Record<string, unknown>>;

const group = (securityRules: unknown) => ({
  id,
  name: 'n',
  type: 'Microsoft.Network/networkSecurityGroups',
  location: 'eastus2',
  properties: { securityRules },
});

function rule(priority: number, access: string, source: string, ports: string, more: Properties = {}) {
  return {
    name: `r${priority}`,
    properties: {
      protocol: 'Tcp',
      sourcePortRange: '*',
      destinationAddressPrefix: '*',
      direction: 'Inbound',
      access,
      priority,
      sourceAddressPrefix: source,
      destinationPortRange: ports,
      ...more,
    },
  };
}

const verdictOf = (securityRules: unknown, policy = 'nsg-blocks-ssh-from-internet') =>
  catalogue.policy(policy)?.policy.evaluate(group(securityRules));
const stateOf = (securityRules: unknown, policy?: string) => verdictOf(securityRules, policy)?.state;

const asg = (...names: readonly string[]) =>
  names.map((name) => ({ id: `/x/applicationSecurityGroups/${name}` }));

describe('a network security group is judged by what it lets in', () => {
  test.each<[what: string, rules: readonly object[], state: string]>([
    [
      'a Deny after the Allow hides nothing',
      [rule(200, 'Deny', '*', '*'), rule(100, 'Allow', '*', '22')],
      'NonCompliant',
    ],
    ['a Deny before it hides it', [rule(100, 'Deny', '*', '*'), rule(200, 'Allow', '*', '22')], 'Compliant'],
    [
      'a Deny of another port does not',
      [rule(100, 'Deny', '*', '23-80'), rule(200, 'Allow', '*', '22-80')],
      'NonCompliant',
    ],
    [
      'two Denies that share the port range do',
      [
        rule(100, 'Deny', '0.0.0.0/1', '22'),
        rule(110, 'Deny', '128.0.0.0/1', '20-30'),
        rule(200, 'Allow', '*', '22'),
      ],
      // IPv6 still comes in.
      'NonCompliant',
    ],
    [
      'so do two Denies and one of IPv6',
      [
        rule(100, 'Deny', '0.0.0.0/1', '22'),
        rule(110, 'Deny', '128.0.0.0/1', '20-30'),
        rule(120, 'Deny', '::/0', '22'),
        rule(200, 'Allow', '*', '22'),
      ],
      'Compliant',
    ],
    [
      'a Deny of a named network leaves the rest',
      [rule(100, 'Deny', '203.0.113.0/24', '22'), rule(200, 'Allow', '*', '22')],
      'NonCompliant',
    ],
    [
      'a Deny of UDP leaves TCP',
      [rule(100, 'Deny', '*', '22', { protocol: 'Udp' }), rule(200, 'Allow', '*', '22')],
      'NonCompliant',
    ],
    [
      'a Deny of outbound traffic is none',
      [rule(100, 'Deny', '*', '22', { direction: 'Outbound' }), rule(200, 'Allow', '*', '22')],
      'NonCompliant',
    ],
    [
      'a Deny of some source ports is none',
      [rule(100, 'Deny', '*', '22', { sourcePortRange: '1024-65535' }), rule(200, 'Allow', '*', '22')],
      'NonCompliant',
    ],
    [
      'a Deny of the tag AzureCloud is none',
      [rule(100, 'Deny', 'AzureCloud', '22'), rule(200, 'Allow', '*', '22')],
      'NonCompliant',
    ],
    [
      'a Deny of the tag Internet is one',
      [rule(100, 'Deny', 'Internet', '22'), rule(200, 'Allow', '*', '22')],
      'Compliant',
    ],
    [
      'a Deny without a priority is none',
      [rule(100, 'Deny', '*', '22', { priority: null }), rule(200, 'Allow', '*', '22')],
      'NonCompliant',
    ],
    [
      'a Deny for one machine is none for another',
      [
        rule(100, 'Deny', '*', '22', { destinationAddressPrefix: '10.0.0.4' }),
        rule(200, 'Allow', '*', '22', { destinationAddressPrefix: '10.0.0.5' }),
      ],
      'NonCompliant',
    ],
    [
      'a Deny for a subnet is one for its machines',
      [
        rule(100, 'Deny', '*', '22', { destinationAddressPrefix: '10.0.0.0/24' }),
        rule(200, 'Allow', '*', '22', { destinationAddressPrefix: '10.0.0.5' }),
      ],
      'Compliant',
    ],
    [
      'a Deny for the virtual network is one for all',
      [
        rule(100, 'Deny', '*', '22', { destinationAddressPrefix: 'VirtualNetwork' }),
        rule(200, 'Allow', '*', '22'),
      ],
      'Compliant',
    ],
    [
      'a Deny for an application security group is none for all',
      [
        rule(100, 'Deny', '*', '22', {
          destinationAddressPrefix: '',
          destinationApplicationSecurityGroups: asg('web'),
        }),
        rule(200, 'Allow', '*', '22'),
      ],
      'NonCompliant',
    ],
    [
      'nor for another',
      [
        rule(100, 'Deny', '*', '22', {
          destinationAddressPrefix: '',
          destinationApplicationSecurityGroups: asg('web'),
        }),
        rule(200, 'Allow', '*', '22', {
          destinationAddressPrefix: '',
          destinationApplicationSecurityGroups: asg('web', 'db'),
        }),
      ],
      'NonCompliant',
    ],
    [
      'but for its own',
      [
        rule(100, 'Deny', '*', '22', {
          destinationAddressPrefix: '',
          destinationApplicationSecurityGroups: asg('web', 'db'),
        }),
        rule(200, 'Allow', '*', '22', {
          destinationAddressPrefix: '',
          destinationApplicationSecurityGroups: asg('WEB'),
        }),
      ],
      'Compliant',
    ],
    [
      'members of an application security group are not the internet',
      [rule(100, 'Allow', '', '22', { sourceApplicationSecurityGroups: asg('web') })],
      'Compliant',
    ],
    ['the tag AzureCloud is', [rule(100, 'Allow', 'AzureCloud.eastus2', '22')], 'NonCompliant'],
    ['the tag AzureLoadBalancer is not', [rule(100, 'Allow', 'AzureLoadBalancer', '22')], 'Compliant'],
    [
      'ranges of several rules add up',
      [rule(100, 'Allow', '64.0.0.0/7', '22'), rule(110, 'Allow', '66.0.0.0/7', '20-25')],
      'NonCompliant',
    ],
    [
      'of one, too',
      [
        rule(100, 'Allow', '', '22', {
          sourceAddressPrefixes: ['64.0.0.0/8', '65.0.0.0/8', '66.0.0.0/8', '67.0.0.0/8'],
        }),
      ],
      'NonCompliant',
    ],
    ['each alone is a named network', [rule(100, 'Allow', '64.0.0.0/7', '22')], 'Compliant'],
    [
      'those for another port do not',
      [rule(100, 'Allow', '64.0.0.0/7', '22'), rule(110, 'Allow', '66.0.0.0/7', '23')],
      'Compliant',
    ],
    [
      'what is denied of them does not',
      [
        rule(90, 'Deny', '67.0.0.0/8', '*'),
        rule(95, 'Deny', '66.0.0.0/8', '*'),
        rule(100, 'Allow', '64.0.0.0/7', '22'),
        rule(110, 'Allow', '66.0.0.0/7', '22'),
      ],
      'Compliant',
    ],
    [
      'private networks are none, however large',
      [rule(100, 'Allow', '10.0.0.0/8', '22'), rule(110, 'Allow', 'fc00::/7', '22')],
      'Compliant',
    ],
    [
      'a source that is not understood lets in anybody',
      [rule(100, 'Allow', '0.0.0.0-255.255.255.255', '22')],
      'NonCompliant',
    ],
    ['ports that are not understood are any', [rule(100, 'Allow', '*', '20,22')], 'NonCompliant'],
    [
      'ports that are not understood deny none',
      [rule(100, 'Deny', '*', '20,22'), rule(200, 'Allow', '*', '22')],
      'NonCompliant',
    ],
    ['the whole of IPv6 is', [rule(100, 'Allow', '2000::/3', '22')], 'NonCompliant'],
  ])('%s', (_what, rules, state) => {
    expect(stateOf(rules)).toBe(state);
  });

  test('and says so by the rule that lets in, with the ports that are left', () => {
    const policy = 'nsg-opens-only-approved-ports-to-internet';
    const rules = [rule(100, 'Deny', '*', '23-65535'), rule(200, 'Allow', '*', '20-80', { protocol: '*' })];
    const fields = verdictOf(rules, policy)?.fields ?? [];
    expect(fields.find(({ path }) => path.endsWith('.properties.destinationPortRange'))?.actual).toBe(
      '20-22',
    );
    // Of UDP nothing is denied: that is said by a rule more.
    expect(fields.find(({ path }) => path === 'count of properties.securityRules[*]')?.actual).toBe(2);
  });

  test('HTTPS alone is left open where all else is denied before', () => {
    const policy = 'nsg-opens-only-approved-ports-to-internet';
    const rules = [
      rule(100, 'Deny', '*', '0-442'),
      rule(110, 'Deny', '*', '444-65535'),
      rule(200, 'Allow', 'Internet', '*'),
    ];
    expect(stateOf(rules, policy)).toBe('Compliant');
    expect(stateOf(rules.slice(1), policy)).toBe('NonCompliant');
  });

  test.each<[what: string, rules: unknown]>([
    ['nothing in the place of the list', null],
    ['a text in the place of the list', '@{name=open}'],
    ['an object in its place', {}],
    ['a rule that was cut off', ['@{name=open; properties=}']],
    ['nothing in the place of a rule', [null]],
    ['a rule without its properties', [{ name: 'open', access: 'Allow' }]],
    ['a rule whose properties were cut off', [{ name: 'open', properties: '@{access=Allow}' }]],
  ])('%s is Unknown', (_what, rules) => {
    expect(verdictOf(rules)?.state).toBe('Unknown');
    expect(verdictOf(rules)?.reason).toMatch(/^cut off/);
  });

  test('a Deny that was cut off is taken to deny nothing, and an open rule beside it is told', () => {
    const cut = { name: 'deny', properties: '@{access=Deny}' };
    expect(stateOf([cut, rule(200, 'Allow', '*', '22')])).toBe('NonCompliant');
  });

  test('rules as a client may not send them take no longer than others', () => {
    const wide = Array.from({ length: 1000 }, (_, n) =>
      rule(n + 100, n % 2 === 0 ? 'Allow' : 'Deny', '', '22', {
        sourceAddressPrefixes: Array.from(
          { length: 40 },
          (_none, m) => `${n % 200}.${m % 250}.${m >> 4}.0/24`,
        ),
        destinationPortRange: `${n}-${60_000 - n}`,
      }),
    );
    expect(verdictOf(wide)).toMatchObject({ state: 'Unknown', reason: expect.stringContaining('too many') });
  });
});

/** Blocks of /8 that are routed on the internet, whole. */
const routedBlocks = Array.from({ length: 224 }, (_, n) => n).filter((n) => ![0, 10, 127].includes(n));

/** How many blocks get in, where for each the first rule that fits decides, as Azure has it. */
function letsIn(rules: readonly ReturnType<typeof rule>[], port: number): number {
  const inOrder = rules.toSorted((one, other) => one.properties.priority - other.properties.priority);
  return routedBlocks.filter((block) => {
    const first = inOrder.find(({ properties }) => {
      const [from = 0, to = from] = properties.destinationPortRange.split('-').map(Number);
      const [address = '', length = ''] = properties.sourceAddressPrefix.split('/');
      const start = Number.parseInt(address, 10);
      return from <= port && port <= to && block >= start && block < start + 2 ** (8 - Number(length));
    });
    return first?.properties.access === 'Allow';
  }).length;
}

test('whatever the rules are, they come to what the first rule that fits says of each source', () => {
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
  const states = { Compliant: 0, NonCompliant: 0 };
  for (let n = 0; n < 3_000; n += 1) {
    const rules = Array.from({ length: 1 + random(7) }, (_, k) => {
      const length = 1 + random(8);
      const size = 2 ** (8 - length);
      const start = random(2 ** length) * size;
      const from = 18 + random(5);
      return rule(
        100 + k * 10 + random(9),
        random(3) === 0 ? 'Deny' : 'Allow',
        `${start}.0.0.0/${length}`,
        `${from}-${from + random(5)}`,
      );
    });
    const blocks = letsIn(rules, 22);
    // Four blocks are a 64th; of three, the parts that are not routed decide.
    if (blocks === 3) continue;
    const open = blocks > 3;
    const state = stateOf(rules) as keyof typeof states;
    expect(
      state,
      JSON.stringify(
        rules.map(({ properties: p }) => [
          p.priority,
          p.access,
          p.sourceAddressPrefix,
          p.destinationPortRange,
        ]),
      ),
    ).toBe(open ? 'NonCompliant' : 'Compliant');
    states[state] += 1;
  }
  expect(Math.min(states.Compliant, states.NonCompliant)).toBeGreaterThan(300);
});
