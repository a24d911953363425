import { keepDocument } from '../../src/evidence/custody/index.ts';
import { keptDocument } from './answers/evidence.ts';
import { conflict } from './problem.ts';
import { route } from './route.ts';
import { answerSaved, keptProblems } from './saved.ts';

const mebibyte = 1024 * 1024;

route({
  name: 'documents-keep',
  method: 'POST',
  path: 'documents',
  summary:
    'Keeps a document that somebody attests by, where nobody can change it. Its id is its SHA-256. It must hold no PHI.',
  roles: ['Responder', 'PrivacyOfficer', 'Operator', 'Counsel'],
  audit: 'change',
  people: true,
  body: { mostBytes: 20 * mebibyte },
  answers: { 201: keptDocument },
  problems: keptProblems,
  handler: async ({ body: { content, type }, ...call }) => {
    const { evidence } = call.parts;
    if (!evidence) return conflict('this deployment keeps no evidence: name its storage');
    const kept = await keepDocument(content, type, call.caller.objectId, evidence.custody);
    return answerSaved(kept, call, 201);
  },
});
