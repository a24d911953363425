import type { Catalogue } from '../../rules/controls/index.ts';
import { canonicalJson, sha256 } from '../model/index.ts';
import type { Collector } from './ports.ts';

/** Names a catalogue by what it holds: SHA-256 of its safeguards, policies and types. */
export function catalogueVersionOf(catalogue: Catalogue): string {
  const { controls, policies, types } = catalogue;
  const definitions = policies.map(({ name }) => catalogue.definition(name));
  return sha256(canonicalJson({ controls, definitions, types: [...types.values()] }));
}

/** The rules by which everything was evaluated: safeguards, policies with their definitions, sources of law. */
export const catalogueCollector: Collector = {
  name: 'catalogue',
  async collect(_task, { catalogue, settings }) {
    const policies = catalogue.policies.map(({ policy, ...shown }) => ({
      ...shown,
      mode: policy.mode,
      ...(policy.resourceTypes && { resourceTypes: policy.resourceTypes }),
      definition: catalogue.definition(shown.name),
    }));
    return {
      data: {
        controls: catalogue.controls,
        policies,
        law: catalogue.law,
        version: settings.catalogueVersion,
      },
    };
  },
};

/** The settings of phiwatch itself. */
export const settingsCollector: Collector = {
  name: 'settings',
  collect: async (_task, { settings }) => ({ data: { ...settings } }),
};
