import { controlsOfOrganization, controlsView } from '../../assurance/posture/index.ts';
import type { Collector } from './ports.ts';

/** The status of each safeguard, over all that is watched and in each organization. */
export const postureCollector: Collector = {
  name: 'safeguards',
  async collect(_task, ports) {
    const all = await controlsView(ports);
    const names = new Set(all.flatMap(({ organizations = {} }) => Object.keys(organizations)));
    const organizations: Record<string, unknown> = {};
    for (const name of [...names].toSorted()) organizations[name] = await controlsOfOrganization(name, ports);
    return { data: { all, organizations } };
  },
};
