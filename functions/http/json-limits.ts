/** Objects and lists inside one another. Bodies of the API have five at most. */
const deepest = 32;

/** Members of all objects and entries of all lists together. */
const mostMembers = 5_000;

/**
 * Says which limit a text of JSON breaks, as the rest of a sentence. It is counted before anything is made of the text: what is nested deep
 * overflows the stack of whatever goes through it later. A text that is no JSON is left to the parser.
 */
export function brokenLimitOf(json: string): string | undefined {
  let depth = 0;
  let members = 0;
  let isInText = false;
  for (let at = 0; at < json.length; at += 1) {
    const unit = json[at];
    if (isInText) {
      if (unit === '\\') at += 1;
      else if (unit === '"') isInText = false;
    } else if (unit === '"') isInText = true;
    else if (unit === '{' || unit === '[') {
      depth += 1;
      members += 1;
      if (depth > deepest) return `must be nested at most ${deepest} deep`;
    } else if (unit === '}' || unit === ']') depth -= 1;
    else if (unit === ',') members += 1;
    if (members > mostMembers) return `must have at most ${mostMembers} members`;
  }
  return undefined;
}
