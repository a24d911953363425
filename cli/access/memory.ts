import type { ReviewPorts } from '../../src/phi-access/access-review/index.ts';
import type { KeptAnomaly } from '../../src/phi-access/model/index.ts';

/** The memory of an access review, for as long as a command runs. */
export type Memory = Pick<ReviewPorts, 'profiles' | 'watermarks' | 'anomalies' | 'suppressions'> & {
  /** All that were found, by when they began. */
  all(): readonly KeptAnomaly[];
};

type Profile = Parameters<ReviewPorts['profiles']['replace']>[1];

export function createMemory(): Memory {
  const anomalies = createAnomalies();
  return {
    profiles: createProfiles(),
    watermarks: createWatermarks(),
    anomalies,
    suppressions: { latest: () => Promise.resolve([]) },
    all: anomalies.all,
  };
}

function createProfiles(): ReviewPorts['profiles'] {
  const byQuery = new Map<string, Map<string, Profile & { readonly text: string }>>();
  const of = (query: string) => {
    const found = byQuery.get(query) ?? new Map<string, Profile & { readonly text: string }>();
    byQuery.set(query, found);
    return found;
  };
  const within = (query: string, from: string, to: string) =>
    [...of(query).values()]
      .filter(({ hour }) => hour >= from && hour < to)
      .toSorted((one, other) => (one.hour < other.hour ? -1 : 1));
  return {
    replace(query, profile) {
      const there = of(query).get(profile.hour);
      const text = JSON.stringify(profile.rows);
      if (there ? there.text === text : profile.rows.length === 0) return Promise.resolve('same');
      if (there && there.askedAt > profile.askedAt) return Promise.resolve('older');
      of(query).set(profile.hour, { ...profile, text });
      return Promise.resolve('replaced');
    },
    async *versions(query, from, to) {
      yield* await Promise.resolve(within(query, from, to));
    },
    async *between(query, from, to) {
      for (const { text: _, ...profile } of await Promise.resolve(within(query, from, to)))
        yield { ...profile, rows: profile.rows as readonly never[] };
    },
    purge(query, before) {
      const old = [...of(query).keys()].filter((hour) => hour < before);
      for (const hour of old) of(query).delete(hour);
      return Promise.resolve(old.length);
    },
  };
}

function createWatermarks(): ReviewPorts['watermarks'] {
  const marks = new Map<string, { readonly value: string; readonly etag: string }>();
  let writes = 0;
  return {
    read: (name) => Promise.resolve(marks.get(name)),
    write(name, value, etag) {
      if (marks.get(name)?.etag !== etag) return Promise.resolve('conflict');
      marks.set(name, { value, etag: String((writes += 1)) });
      return Promise.resolve('written');
    },
  };
}

function createAnomalies(): ReviewPorts['anomalies'] & Pick<Memory, 'all'> {
  const kept = new Map<string, { readonly value: KeptAnomaly; readonly etag: string }>();
  let writes = 0;
  const inOrder = () =>
    [...kept.values()].toSorted((one, other) => (one.value.start < other.value.start ? -1 : 1));
  return {
    read: (id) => Promise.resolve(kept.get(id)),
    write(anomaly, etag) {
      if (kept.get(anomaly.id)?.etag !== etag) return Promise.resolve('conflict');
      kept.set(anomaly.id, { value: anomaly, etag: String((writes += 1)) });
      return Promise.resolve('written');
    },
    async *since(moment) {
      yield* await Promise.resolve(inOrder().filter(({ value }) => value.end >= moment));
    },
    all: () => inOrder().map(({ value }) => value),
  };
}
