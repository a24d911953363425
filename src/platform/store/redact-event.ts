/**
 * Text of an event without what names a person: of the claims of its caller only the ids stay, network addresses and what
 * looks like a mail address go. Cut at so many characters.
 */
export function redactEvent(event: unknown, longest: number): string {
  const text =
    typeof event === 'string' ? (withoutNames(parsed(event)) ?? event) : (withoutNames(event) ?? '');
  // Addresses go before the cut, or half of one would stay; bounded, so that a huge event costs little.
  return text
    .slice(0, 2 * longest)
    .replace(mailAddress, '[address removed]')
    .slice(0, longest);
}

/** The lengths are bounded to keep the search linear. */
const mailAddress = /[^\s"'<>:,;@]{1,128}@[^\s"'<>:,;@]{1,255}/g;

const idClaims = new Set([
  'http://schemas.microsoft.com/identity/claims/objectidentifier',
  'http://schemas.microsoft.com/identity/claims/tenantid',
  'appid',
  'idtyp',
  'oid',
  'tid',
]);

/** Where events and logs write from where somebody called. */
const networkAddresses = new Set(['callerip', 'calleripaddress', 'clientip', 'clientipaddress', 'ipaddr']);

function withoutNames(event: unknown): string | undefined {
  return JSON.stringify(event, (key, value: unknown) => {
    const name = key.toLowerCase();
    if (networkAddresses.has(name)) return undefined;
    return name === 'claims' ? idsOf(value) : value;
  });
}

function idsOf(claims: unknown): unknown {
  if (typeof claims !== 'object' || claims === null) return '[claims removed]';
  return Object.fromEntries(Object.entries(claims).filter(([name]) => idClaims.has(name.toLowerCase())));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the text itself is what was rejected.
    return undefined;
  }
}
