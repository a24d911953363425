import type { HttpMethod } from '@azure/functions';
import { monitor } from '../app-role.ts';
import { withoutCauses } from './guard.ts';
import { problem } from './problem.ts';
import { routes } from './route.ts';

const longestAddress = 1_000;

const methods: HttpMethod[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * Answers what no route takes: 404, or 405 where there are routes of other methods. The Functions host tries routes in the order of the
 * functions' names, however exact they are, so that this name has to come last.
 * https://github.com/Azure/azure-functions-host/issues/9876
 */
monitor.http('wrong-address', {
  methods,
  authLevel: 'anonymous',
  route: '{*path}',
  handler: withoutCauses((request) => Promise.resolve(answerTo(request.params['path'] ?? ''))),
});

function answerTo(path: string) {
  // The address of a stranger: no route is as long.
  const takes = (path.length > longestAddress ? [] : routes)
    .filter((route) => fits(path, route.path))
    .map(({ method }) => method);
  if (takes.length === 0)
    return problem(
      404,
      'Not found',
      undefined,
      'The API has no such address: GET /api/openapi.json lists those it has.',
    );
  const allow = [...new Set(takes)].toSorted().join(', ');
  return problem(405, 'Method not allowed', undefined, `This address takes ${allow}.`, { allow });
}

/** Whether a path is one of a route, without regard to case and a last slash. */
function fits(path: string, template: string): boolean {
  const [given, wanted] = [
    path.replace(/\/$/, '').toLowerCase().split('/'),
    template.toLowerCase().split('/'),
  ];
  return (
    given.length === wanted.length && wanted.every((part, at) => part.startsWith('{') || part === given[at])
  );
}
