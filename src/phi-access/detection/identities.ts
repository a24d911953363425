import type { AccessEvent, AccessHour, Directory, PrincipalKind } from '../model/index.ts';

/** The principals behind the names in the logs: SQL knows people by user principal name, sign-ins know both. */
interface Identities {
  /** @returns what now stands for another than before: a `name`, or any that were taken for somebody's (`guesses`) */
  learn(event: AccessEvent): 'name' | 'guesses' | undefined;
  resolve(name: string): string;
  kindOf(id: string): PrincipalKind | 'unknown';
  /** Returns the principal to whom an hour is attributed. */
  ownerOf(hour: AccessHour): string;
}

/** Returns the ways in which a display name is written in a login: Ada Lovelace is `ada.lovelace`. */
function namesOf(displayName: string): ReadonlySet<string> {
  const words = displayName.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.length === 0) return new Set();
  return new Set([displayName.toLowerCase(), ...['.', '-', '_', ''].map((between) => words.join(between))]);
}

/** Says whether an id stands for somebody: requests without identity, keys and signatures stand for nobody. */
export function isIdentity(id: string): boolean {
  return !id.startsWith('key:') && id !== 'unattributed' && id !== 'anonymous';
}

/** Whether a name that the directory does not know is a person's, as far as names go; SQL writes an application as ID@TENANT. */
export function isPerson(id: string): boolean {
  return isIdentity(id) && !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}@/.test(id);
}

export function identities(directory: Directory): Identities {
  const aliases = new Map<string, string>();
  /** Logins that look like somebody's name. */
  const guesses = new Map<string, string>();
  /** The domains of logins that sign-ins tie to people: in others, somebody else may have the name. */
  const domains = new Set<string>();
  for (const { id, displayName } of directory.principals.values())
    for (const name of namesOf(displayName ?? ''))
      // A name that two have stands for neither.
      if (!directory.principals.has(name)) guesses.set(name, guesses.has(name) ? name : id);
  const resolve = (name: string): string => {
    if (directory.principals.has(name)) return name;
    const [local = name, domain] = name.split('@');
    const isOurs = domain === undefined || domains.size === 0 || domains.has(domain);
    return (
      aliases.get(name) ??
      (directory.principals.has(local) ? local : aliases.get(local)) ??
      (isOurs ? (guesses.get(name) ?? guesses.get(local)) : undefined) ??
      name
    );
  };
  const kindOf = (id: string): PrincipalKind | 'unknown' =>
    directory.principals.get(id)?.kind ?? (directory.approvedAgents.has(id) ? 'agent' : 'unknown');
  return {
    resolve,
    kindOf,
    learn: ({ principal, alias }) => {
      if (!alias || alias === principal) return undefined;
      // A directory may list an application by either of its ids.
      const [name, id] = directory.principals.has(principal) ? [alias, principal] : [principal, alias];
      if (!directory.principals.has(id) || aliases.get(name) === id) return undefined;
      aliases.set(name, id);
      const [, domain] = name.split('@');
      const isFirst = domain !== undefined && domains.size === 0 && guesses.size > 0;
      if (domain !== undefined) domains.add(domain);
      return isFirst ? 'guesses' : 'name';
    },
    // A header that names the user is believed from a service alone: anybody else could lay the reading at another's door.
    ownerOf: ({ principal, via }) => {
      const liar =
        directory.principals.size > 0 && via.find((caller) => kindOf(resolve(caller)) !== 'service');
      return resolve(liar || principal);
    },
  };
}
