import { hash } from 'node:crypto';
import {
  resourceGroupOf,
  resourceGroupType,
  scopesAbove,
  subscriptionOf,
  subscriptionType,
} from '../../model/index.ts';
import type { Resource } from '../../model/index.ts';
import type { RelatedAnswer, RelatedQuery } from '../../rules/policy/index.ts';
import { findRelated } from '../../rules/policy/index.ts';
import { embeddedTypes, holderOf, withEmbedded } from './embedded-children.ts';
import type { ExportSource } from './export-file.ts';
import { Columns } from './left-out-columns.ts';
import { normalize } from './normalize-resource.ts';
import type { ExportedResource } from './normalize-resource.ts';

const CONTAINERS = new Set([subscriptionType, resourceGroupType].map((type) => type.toLowerCase()));

/** Answers for a group or subscription are asked again by each of its members: so many resources of them are kept. */
const CACHED_RESOURCES = 10_000;

/**
 * The facts that a scan knows about the whole file: which types it holds, where in it the resources stand that policies
 * ask for, which ids stand there twice, and the resource groups and subscriptions. Related resources themselves stay in
 * the file.
 */
export class RelatedIndex {
  readonly #source: ExportSource;
  readonly #wanted: ReadonlySet<string>;
  readonly #types = new Set<string>();
  /** Start and length of elements in turn, by the hash of (type, id that they lie under). */
  readonly #places = new Map<string, number[]>();
  readonly #containers = new Map<string, Resource>();
  #seen = new Set<string>();
  readonly #repeated = new Set<string>();
  readonly #columns = new Columns();
  /** Resources that the file holds children of, and that show these as their own: by lower-case id, as first spelled. */
  readonly #holders = new Map<string, string>();
  readonly #cache = new Map<string, readonly Resource[]>();
  #cached = 0;

  private constructor(source: ExportSource, wanted: ReadonlySet<string>) {
    this.#source = source;
    this.#wanted = wanted;
  }

  /** Goes through the export once. `relatedTypes`: the types that policies will ask for, in any case. */
  static async build(source: ExportSource, relatedTypes: Iterable<string>): Promise<RelatedIndex> {
    const wanted = new Set(Array.from([...relatedTypes, ...embeddedTypes], (type) => type.toLowerCase()));
    const index = new RelatedIndex(source, wanted);
    for await (const { value, problem, start, length } of source.elements()) {
      if (problem !== undefined) continue;
      for (const item of normalize(value))
        if (item.kind === 'resource') index.#add(item.resource, start, length);
    }
    for (const id of index.#holders.keys()) if (index.#seen.has(keyOf('id', id))) index.#holders.delete(id);
    index.#seen = new Set();
    return index;
  }

  /** The resource group and subscription of a resource, where the file holds them. */
  containers(id: string): { readonly resourceGroup?: Resource; readonly subscription?: Resource } {
    const resourceGroup = this.#containers.get(resourceGroupOf(id)?.toLowerCase() ?? '');
    const subscription = this.#containers.get(subscriptionOf(id)?.toLowerCase() ?? '');
    return { ...(resourceGroup && { resourceGroup }), ...(subscription && { subscription }) };
  }

  /** The resource as Azure would show it: with children that stand in the file by themselves, and what the file leaves out as something that cannot be read. */
  whole(resource: ExportedResource): ExportedResource {
    const { id } = resource;
    const embedded = withEmbedded(resource, (type) =>
      findRelated(this.#candidates({ type, under: id, scope: 'resource' }), {
        type,
        under: id,
        scope: 'resource',
      }),
    );
    return this.#columns.complete(embedded);
  }

  /** Ids of resources of which the file holds children only. */
  get absentHolders(): readonly string[] {
    return [...this.#holders.values()];
  }

  isRepeated(id: string): boolean {
    return this.#repeated.has(keyOf('id', id));
  }

  /** Unknown where the file holds nothing of the type, or where it is one page of several and nothing was found on it. */
  answer(query: RelatedQuery): RelatedAnswer {
    if (!this.#types.has(query.type.toLowerCase()))
      return { unknown: `not exported: the file holds no ${query.type}` };
    const resources = findRelated(this.#candidates(query), query);
    if (resources.some(({ properties }) => typeof properties !== 'object' || properties === null))
      return { unknown: `not exported: ${query.type} stand there without their properties` };
    if (resources.length === 0 && this.#source.partial)
      return { unknown: `the file is one page of several, and this one has no ${query.type} there` };
    return { resources };
  }

  #add(resource: ExportedResource, start: number, length: number): void {
    const { id } = resource;
    const type = resource.type.toLowerCase();
    this.#types.add(type);
    this.#columns.add(resource);
    const holder = holderOf(resource);
    if (holder !== undefined) this.#holders.set(holder.toLowerCase(), holder);
    const own = keyOf('id', id);
    if (this.#seen.has(own)) this.#repeated.add(own);
    this.#seen.add(own);
    if (CONTAINERS.has(type)) this.#containers.set(id.toLowerCase().replace(/\/$/, ''), resource);
    if (!this.#wanted.has(type)) return;
    for (const scope of scopesAbove(id)) {
      const key = keyOf(type, scope);
      const places = this.#places.get(key);
      if (places === undefined) this.#places.set(key, [start, length]);
      else if (places.at(-2) !== start) places.push(start, length);
    }
  }

  /** All resources of the type under the id: more than the answer, never less. */
  #candidates({ type, under, scope }: RelatedQuery): readonly Resource[] {
    const key = keyOf(type, under);
    const cached = this.#cache.get(key);
    if (cached !== undefined) return cached;
    const wanted = type.toLowerCase();
    const places = this.#places.get(key) ?? [];
    const resources: Resource[] = [];
    for (let i = 0; i < places.length; i += 2)
      for (const item of normalize(this.#source.read(places[i] as number, places[i + 1] as number)))
        if (item.kind === 'resource' && item.resource.type.toLowerCase() === wanted)
          resources.push(item.resource);
    if (scope !== 'resource') this.#remember(key, resources);
    return resources;
  }

  #remember(key: string, resources: readonly Resource[]): void {
    this.#cache.set(key, resources);
    this.#cached += resources.length + 1;
    for (const [oldest, answer] of this.#cache) {
      if (this.#cached <= CACHED_RESOURCES || oldest === key) break;
      this.#cache.delete(oldest);
      this.#cached -= answer.length + 1;
    }
  }
}

/** Ids are long and many: a hash stands for each. */
const keyOf = (kind: string, id: string): string =>
  hash('sha256', `${kind}|${id}`.toLowerCase().replace(/\/$/, ''), 'base64');
