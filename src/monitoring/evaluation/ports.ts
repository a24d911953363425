import type { StateStore } from '../../platform/store/index.ts';
import type { Catalogue } from '../../rules/controls/index.ts';
import type { OwnershipRules } from './ownership.ts';

/** What tells whose a resource is. */
export interface OwnershipPorts {
  readonly catalogue: Catalogue;
  readonly store: StateStore;
  /** Which resources hold PHI, and whose they are. */
  readonly ownership: OwnershipRules;
}
