/** A step of a verification with plain tools: what it shows, and the commands for it. */
export interface VerifyStep {
  readonly name: string;
  readonly about: string;
  readonly commands: string;
}

/** SubjectPublicKeyInfo of a point on P-256, up to its coordinates: 27 bytes in Base64. RFC 5480. */
const keyPrefix = 'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE';

/** Writes a command that prints how a test came out, and fails where it did. */
function check(test: string, good: string, bad: string): string {
  return `if test ${test}; then echo "${good}"; else echo "${bad}"; false; fi`;
}

/**
 * The verification with unzip, jq, openssl and sha256sum, for a POSIX shell: run in this order in one shell, with `FILE` set to the package.
 * Each step fails where something differs. All that they write is the folder `package`, and `key.pem` beside it.
 */
export const verifySteps: readonly VerifyStep[] = [
  {
    name: 'unpack',
    about: 'Unpack the package into a new folder.',
    commands: `unzip -qn "$FILE" -d package
cd package`,
  },
  {
    name: 'files',
    about: 'Recompute the hash of every file that the manifest lists.',
    commands: `jq -r '.files[]|"\\(.sha256)  \\(.path)"' manifest.json | sha256sum -c`,
  },
  {
    name: 'nothing-else',
    about: 'See that there is no file that the manifest does not list.',
    commands: `EXTRA=$({
  jq -r '.files[].path' manifest.json
  printf 'manifest.%s\\n' json jws sig
  find . ! -type d | cut -c3-
} | sort | uniq -u)
${check('-z "$EXTRA"', 'no other file', 'not in both: $EXTRA')}`,
  },
  {
    name: 'payload',
    about: 'See that the signed text is manifest.json.',
    commands: `SIGNED=$(cut -d. -f2 manifest.jws)
OWN=$(openssl base64 -A -in manifest.json | tr '+/' '-_' | tr -d '=')
${check('"$OWN" = "$SIGNED"', 'manifest.json is the signed text', 'another text was signed')}`,
  },
  {
    name: 'key',
    about:
      'Write the public key of the signature as PEM, and print its fingerprint. Compare it with the one that you got from the deployment by another way. If you got a PEM file from there, copy it to ../key.pem instead.',
    commands: `KID=$(cut -d. -f1 manifest.jws | jq -rR 'gsub("-";"+") | gsub("_";"/") | @base64d | fromjson | .kid')
jq -r --arg kid "$KID" '.keys[] | select(.kid == $kid) | "\\(.x)=\\n\\(.y)="' keys.json | tr '_-' '/+' | {
  read -r X
  read -r Y
  for PART in ${keyPrefix} "$X" "$Y"; do printf '%s' "$PART" | openssl base64 -d -A; done
} | openssl pkey -pubin -inform DER -out ../key.pem
openssl pkey -pubin -in ../key.pem -outform DER | sha256sum`,
  },
  {
    name: 'signature',
    about: 'Verify the signature. It prints "Verified OK".',
    commands: `cut -d. -f1,2 manifest.jws | tr -d '\\n' | openssl dgst -sha256 -verify ../key.pem -signature manifest.sig`,
  },
  {
    name: 'ledger',
    about:
      'Recompute the chain of the ledger: the hash of a row is the SHA-256 of the hash before it, a line feed and the row. It ends at the first row that differs.',
    // The row is cut out of its line, not printed by jq: that writes some characters and numbers in another way than canonical JSON has them.
    commands: `cat ledger/*.jsonl | (
  HASH=$(jq -r .ledger.from.hash manifest.json)
  N=$(jq .ledger.from.row manifest.json)
  while IFS= read -r LINE; do
    ROW=\${LINE#*'"row":'}
    ROW=\${ROW%?}
    N=$((N + 1))
    HASH=$(printf '%s\\n%s' "$HASH" "$ROW" | sha256sum)
    HASH=\${HASH%% *}
    test "$LINE" = "{\\"hash\\":\\"$HASH\\",\\"row\\":$ROW}" || { echo "row $N differs"; exit 1; }
  done
  HEAD=$(jq -r '.ledger.to|"\\(.row) \\(.hash)"' manifest.json)
  test "$N $HASH" = "$HEAD" || { echo "the head differs"; exit 1; }
  echo "the ledger holds up to row $N"
)`,
  },
];
