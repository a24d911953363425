import { systemClock } from '../../base/index.ts';
import {
  asSignedIn,
  createAzure,
  createPolicyInsights,
  createPolicyReader,
} from '../../platform/azure-clients/index.ts';
import { loadCrosswalk } from '../../rules/controls/index.ts';
import type { Catalogue } from '../../rules/controls/index.ts';
import { cataloguePolicies } from '../evaluation/index.ts';
import {
  azureExemptions,
  createTenantPolicies,
  typesInCloud,
  withPolicyStates,
} from '../tenant-policies/index.ts';
import type { LiveOptions, LiveParts } from './evaluate-live.ts';
import { malformedFinding } from '../scan/index.ts';
import type { ScanFinding } from '../scan/index.ts';
import { scanLive } from './scan-live.ts';

/** Nobody is signed in, so that nothing can be read at all. */
export class SignInError extends Error {}

/**
 * Evaluates a subscription as it is now, read as whoever is signed in: by the catalogue and, unless `catalogueOnly`, by what the tenant has
 * assigned, under Azure's exemptions. What of the tenant's policies could not be read is a finding of its own. A module of its own:
 * the SDKs take long to load.
 */
export async function* scanLiveSubscription(
  catalogue: Catalogue,
  options: LiveOptions & { readonly catalogueOnly: boolean },
  report: LiveParts['report'],
): AsyncGenerator<ScanFinding> {
  const subscriptionId = options.subscriptionId.toLowerCase();
  const now = systemClock.now;
  const signedIn = { ...asSignedIn(process.env), now };
  await requireSignIn(signedIn);
  const types = new Map(catalogue.types);
  const azure = createAzure({ ...signedIn, types });
  const connection = { ...signedIn, throttling: azure.throttling };
  const ours = cataloguePolicies(catalogue);
  const parts = {
    azure,
    catalogue: { ...catalogue, types },
    policies: ours,
    exemptions: [],
    clock: systemClock,
    report,
  };
  const policyReader = createPolicyReader(connection);
  if (options.catalogueOnly) {
    const listed = await policyReader.providers(subscriptionId);
    if (listed.kind === 'read')
      for (const [name, type] of typesInCloud(listed.value, catalogue.types)) types.set(name, type);
    yield* scanLive(parts, options);
    return;
  }
  report('reading what is assigned to the subscription');
  const policies = createTenantPolicies({
    ours,
    catalogue,
    crosswalk: loadCrosswalk(catalogue),
    reader: policyReader,
    // Nothing is kept from one scan to the next.
    snapshots: { etag: async () => undefined, read: async () => undefined, write: async () => '' },
    subscriptions: [subscriptionId],
    types,
    now,
    ask: async () => undefined,
  });
  const snapshot = await policies.refresh(subscriptionId);
  const scope = `/subscriptions/${subscriptionId}`;
  for (const trouble of snapshot.trouble)
    yield malformedFinding(
      scope,
      `policies of the tenant: ${trouble}`,
      scope,
      'Microsoft.Resources/subscriptions',
    );
  const exemptions = azureExemptions(snapshot, policies.assigned(subscriptionId));
  const scanReader = withPolicyStates(azure.scanReader, createPolicyInsights(connection));
  yield* scanLive({ ...parts, azure: { ...azure, scanReader }, policies, exemptions }, options);
}

async function requireSignIn({ credential, scope }: ReturnType<typeof asSignedIn>): Promise<void> {
  try {
    await credential.getToken(scope);
  } catch (cause) {
    throw new SignInError('nobody is signed in: az login, or an identity that DefaultAzureCredential finds', {
      cause,
    });
  }
}
