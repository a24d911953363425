import * as z from 'zod';
import type { DataFolder } from './data-folder.ts';
import type { BaaServices } from './types.ts';

const list = z.strictObject({
  source: z.url({ protocol: /^https$/ }),
  about: z.string().min(1),
  /** When it was last compared with the source, `2026-03-01`; null: never since it was written. */
  compared: z.iso.date().nullable(),
  services: z.array(
    z.strictObject({ name: z.string().min(1), types: z.array(z.string()).min(1), inScope: z.boolean() }),
  ),
});

/** The services in scope of Microsoft's HIPAA BAA. */
export function readBaaServices(folder: DataFolder): BaaServices {
  const { source, compared, services } = folder.read('baa-services.json', list);
  const byType = new Map(
    services.flatMap(({ name, types, inScope }) =>
      types.map((type) => [type.toLowerCase(), { name, inScope }] as const),
    ),
  );
  return {
    source,
    ...(compared !== null && { compared }),
    serviceOf(resourceType) {
      const parts = resourceType.toLowerCase().split('/');
      for (let length = parts.length; length > 1; length -= 1) {
        const service = byType.get(parts.slice(0, length).join('/'));
        if (service) return service;
      }
      return undefined;
    },
  };
}
