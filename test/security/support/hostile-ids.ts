import { subscriptionId } from '@phiwatch/sample-hospital';

const within = `/subscriptions/${subscriptionId}/resourceGroups/rg`;
const stranger = '/subscriptions/00000000-dead-4000-8000-000000000000/resourceGroups/rg';
const account = 'providers/Microsoft.Storage/storageAccounts';

/** Ids of resources by which somebody would have the app ask something else than it means to. */
export const hostileIds: readonly string[] = [
  `${within}/${account}/a#b`,
  `${within}/${account}/a?api-version=1&x=`,
  `${within}/${account}/a%2f..%2f..%2fb`,
  `${within}/${account}/..`,
  `${within}/${account}/../../../../../../subscriptions/00000000-dead-4000-8000-000000000000`,
  `${within}/${account}/a\u0000b`,
  `${within}/${account}/a\r\nHost: evil.example`,
  `${within}/${account}/a\\..\\b`,
  `${within}/${account}/@evil.example`,
  `${within}/${account}//evil.example`,
  `${within}/${account}/a;b=c`,
  `${within}/${account}/a b`,
  `${within}/${account}/\u202Ea`,
  `${within}/${account}/${'x'.repeat(1_900)}`,
  `${within}/${account}/__proto__`,
  `${within}/${account}/' or 1 eq 1 or '`,
  `${stranger}/${account}/a`,
  `/subscriptions/${subscriptionId}@evil.example/resourceGroups/rg/${account}/a`,
  `/subscriptions/${subscriptionId}/../00000000-dead-4000-8000-000000000000/resourceGroups/rg/${account}/a`,
  `https://evil.example${within}/${account}/a`,
  `//evil.example${within}/${account}/a`,
];
