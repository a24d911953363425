/** The wings of src/, top to bottom. */
export const wings: Readonly<Record<string, string>> = {
  app: 'Builds the parts of the app once, from its settings.',
  evidence: 'Proves to a stranger what was on record: ledger, collection, package, retention.',
  assurance: 'Shows what can be proven: where each control stands, what ends soon, what may be a breach.',
  response: 'What is done about a drift, by whom, and what may be written to the estate.',
  drills: 'Whether what was lost comes back: the drill of each quarter, executed, measured, destroyed.',
  'phi-access': 'Who reads PHI, and which of it does not look like their work.',
  monitoring: 'What changed in Azure, and what the policies say of it.',
  notifications: 'Every message that leaves.',
  records:
    'What people put on record: exemptions, attestations, reviews, decisions, entity profiles, agreements.',
  platform: 'Azure, storage, callers and logs, each behind an interface of ours.',
  rules: 'The policy language, and the catalogue of controls that is written in it.',
  model: 'Resource, state, drift, change, record: the words that every wing shares.',
  base: 'Time, calendar and concurrency: nothing that knows of compliance.',
};
