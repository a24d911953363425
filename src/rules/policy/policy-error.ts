/** A definition that cannot be used. `path` is the JSON path of what is wrong: `properties.policyRule.if.allOf[1].equals`. */
export class PolicyError extends Error {
  readonly path: string;

  constructor(path: string, problem: string) {
    super(`${path || 'definition'}: ${problem}`);
    this.name = 'PolicyError';
    this.path = path;
  }
}

/** Something that a rule needs cannot be known for this resource: the verdict is Unknown, with this message as its reason. */
export class Undecidable extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'Undecidable';
  }
}
