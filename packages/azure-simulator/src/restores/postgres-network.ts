import type { Wish } from '../creation-plan.ts';
import { ArmError } from '../errors.ts';
import { isObject, propertiesOf } from '../merge.ts';
import type { Json } from '../merge.ts';
import type { Resource } from '../resource.ts';

/** The network that a server or the body of a request names. */
export function networkOf(server: unknown): Json {
  const network = propertiesOf(server)['network'];
  return isObject(network) ? network : {};
}

/**
 * A server with public access is restored to public access only; one in a virtual network to the same or to another one, never to public
 * access. That the network has to be named again is an inference: the Azure CLI always does it.
 * https://techcommunity.microsoft.com/blog/azuredbsupport/azure-postgresql-lesson-learned-10-why-pitr-networking-rules-matter/4474914
 * No source was found for the words of the refusals.
 */
export function requireNetwork({ given, resources }: Wish, source: Resource): void {
  const isPrivate = typeof networkOf(source)['delegatedSubnetResourceId'] === 'string';
  const subnetId = networkOf(given)['delegatedSubnetResourceId'];
  if (!isPrivate && subnetId !== undefined)
    throw refusal('A server with public access cannot be restored into a virtual network.');
  if (!isPrivate) return;
  if (typeof subnetId !== 'string')
    throw refusal('A server with private access can only be restored into a virtual network.');
  if (!isDelegated(resources.get(subnetId)?.resource))
    throw refusal(`The subnet '${subnetId}' is not delegated to Microsoft.DBforPostgreSQL/flexibleServers.`);
}

/** https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-networking-private */
function isDelegated(subnet: Resource | undefined): boolean {
  const { delegations } = propertiesOf(subnet);
  return (
    Array.isArray(delegations) &&
    delegations.some(
      (each) =>
        String(propertiesOf(each)['serviceName']).toLowerCase() ===
        'microsoft.dbforpostgresql/flexibleservers',
    )
  );
}

function refusal(message: string): ArmError {
  return new ArmError(400, 'InvalidParameterValue', message);
}
