import type { LedgerPlace, Period, ReleaseClass } from '../model/index.ts';

/** A package that was made of a collection. */
export interface MadePackage {
  readonly class: ReleaseClass;
  readonly blob: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly madeAt: string;
  /** False: the storage that it lies in has no immutability, as the local one. */
  readonly protected: boolean;
}

/** The collection of evidence for a period, and the packages made of it. */
export interface Collection {
  /** `evidence-2026Q4`; of one that somebody asked for, `evidence-20261005T060000Z`. */
  readonly id: string;
  readonly period: Period;
  readonly cause: 'quarter' | 'request' | 'drill';
  /** Object id of who asked for it. */
  readonly requestedBy?: string;
  readonly requestedAt: string;
  /** `collecting`: parts are open. `packed`: the package for auditors is there. */
  readonly status: 'collecting' | 'packed';
  /** Ids of the parts, once they are planned. */
  readonly parts?: readonly string[];
  /** The facts that held when all parts had ended: each package of the collection bears them. */
  readonly closing?: Closing;
  readonly packages: readonly MadePackage[];
  /** Blobs of the packages that are made, by class and what was released. Nobody can know their names before, and put something there. */
  readonly planned?: Readonly<Record<string, string>>;
}

export interface Closing {
  readonly at: string;
  readonly appVersion: string;
  readonly catalogueVersion: string;
  readonly subscriptions: readonly string[];
  /** The end of the ledger, and the length of its last blob. */
  readonly ledger: {
    readonly to: LedgerPlace;
    readonly blob?: { readonly name: string; readonly length: number };
  };
  /** The package before; null: there is none. */
  readonly previous: { readonly id: string; readonly sha256: string } | null;
}

/** A piece of a collector's work: one scope of it. */
export interface CollectionPart {
  /** `states|/subscriptions/S/resourceGroups/G`. */
  readonly id: string;
  readonly collector: string;
  readonly scope?: string;
  readonly status: 'open' | 'done' | 'given-up';
  readonly artifacts: readonly CollectedArtifact[];
  /** The reason why it was given up. */
  readonly why?: string;
  /** The place after which to go on. */
  readonly next?: string;
  /** Tries that failed since something was last collected, and the reason why the last one did. */
  readonly tries: number;
  readonly failed?: string;
}

/** A file that a collector brought, as it lies in the container. */
export interface CollectedArtifact {
  readonly blob: string;
  /** Its path in a package. */
  readonly path: string;
  /** The number of things that could not be had. */
  readonly gaps: number;
  readonly sha256: string;
  readonly bytes: number;
}
