import type { Collector } from './ports.ts';

/** Evidence that an auditor asks for and that this version does not collect: each is a stated gap of every package. */
const absent: Readonly<Record<string, string>> = {
  'conditional-access': 'policies of conditional access are in Microsoft Graph, which is not read',
  'privileged-identity':
    'activations of Privileged Identity Management in Entra are in Microsoft Graph, which is not read',
  devices: 'compliance of devices (Intune) is in Microsoft Graph, which is not read',
  labels: 'sensitivity labels and data loss prevention are in Microsoft Graph, which is not read',
  'secure-score': 'the secure score is in Microsoft Graph, which is not read',
  'access-campaigns': 'campaigns that review who has access are not held by phiwatch yet',
  workforce: 'joiners and leavers are answered by the API from the feed of HR, which is in no package',
  training: 'the training roster of the workforce is not kept by phiwatch yet',
};

/** States the gaps that every package has. */
export const absentEvidence: Collector = {
  name: 'not-collected',
  collect: async () => ({ data: { ...absent }, gaps: Object.values(absent) }),
};
