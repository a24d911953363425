/** The regions of resources: providers count their limits by region, and an id does not name it. */
export interface Regions {
  /** Notes where a resource lies. */
  note(id: string | undefined, location: unknown): void;
  /** Region of a resource, or of what it lies under, lower case; empty where it was not seen. */
  of(path: string): string;
}

/** The number of resources whose regions are remembered, the latest ones: a page of a scan and what is read for it. */
const mostKnown = 5_000;

export function createRegions(): Regions {
  const known = new Map<string, string>();
  return {
    note(id, location) {
      if (id === undefined || typeof location !== 'string' || location === '') return;
      const key = id.toLowerCase();
      known.delete(key);
      known.set(key, location.toLowerCase().replaceAll(' ', ''));
      const [oldest] = known.size > mostKnown ? known.keys() : [];
      if (oldest !== undefined) known.delete(oldest);
    },
    of(path) {
      for (let id = path.toLowerCase(); id.includes('/providers/'); id = id.slice(0, id.lastIndexOf('/'))) {
        const region = known.get(id);
        if (region !== undefined) return region;
      }
      return '';
    },
  };
}
