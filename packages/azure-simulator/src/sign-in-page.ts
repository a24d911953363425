import type { Person } from './user-tokens.ts';

/**
 * Returns the page on which somebody chooses who to be. Names are the simulation's own: nothing in them needs to be
 * escaped.
 * @param signedIn whose session the browser still has: Entra might not even ask
 */
export function choicePage(people: readonly Person[], signedIn: string | undefined): string {
  const buttons = people.map(
    ({ name, oid, roles }) =>
      `<p><button name="person" value="${oid}">${name}</button> ${roles.join(', ')}</p>`,
  );
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Simulated sign-in</title>
<style>body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem }
button { font: inherit; padding: .4rem 1rem }</style></head>
<body><h1>Simulated sign-in</h1><p>${signedIn === undefined ? '' : `${signedIn} is signed in. `}Who do you want to be?</p>
<form method="post">
${buttons.join('\n')}
</form></body></html>`;
}
