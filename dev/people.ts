import type { Person } from '@phiwatch/azure-simulator';
import { roles } from '../src/platform/auth/index.ts';

/** The managed identity under which the app writes. */
export const writerIdentity = {
  oid: '2e9f6b41-0c7d-4b58-a1e3-6f8d2c5b9a07',
  appid: '91c3e5d7-4a2b-4f60-8d1e-b7a9c0f2e436',
};

/** The managed identity of recovery drills. */
export const drillIdentity = {
  oid: '9a4c2e76-3f18-4d5b-8e07-6b1d9c0f2a35',
  appid: '1e7f5b20-8d43-4c96-a2e8-5f0c3b7d9a61',
};

/** Object id of the administrator who makes the changes of a local run. */
export const administrator = '7d1f4b92-3c6e-4a08-b5d7-91e2c8f06a3d';

/** The people who can sign in to the page of a local run: one for each role, as `phiwatch login` has them, and two more. */
export const people: readonly Person[] = [
  ...roles.map((role, index) => ({ name: role, oid: oidOf(index + 1), roles: [role] })),
  { name: 'another RemediationApprover', oid: oidOf(101), roles: ['RemediationApprover'] },
  {
    name: 'Dana Holt (administrator)',
    oid: administrator,
    roles: ['Responder', 'RemediationApprover'],
  },
];

/** The directory feed of a local run: messages and the page name people by it. */
export const directory = {
  principals: people.map(({ oid, name }) => ({
    id: oid,
    kind: 'human',
    displayName: oid === administrator ? name : `Sample ${name.replace('another ', 'second ')}`,
  })),
};

function oidOf(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}
