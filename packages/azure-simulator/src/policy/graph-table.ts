import type { PolicyStateRecord } from './data.ts';

/** A policy state in the table `policyresources` of Resource Graph. */
export interface PolicyTableRow {
  readonly id: string;
  readonly subscriptionId: string;
  readonly properties: PolicyStateRecord;
}

/** The beginning of each query of this project. */
const beginning =
  "policyresources | where type =~ 'microsoft.policyinsights/policystates' | extend assignmentId = tolower(tostring(properties.policyAssignmentId)), definitionId = tolower(tostring(properties.policyDefinitionId)), referenceId = tolower(tostring(properties.policyDefinitionReferenceId)), state = tostring(properties.complianceState) | ";

const countsEnd =
  "summarize states = count(), earliest = min(todatetime(properties.timestamp)) by assignmentId, definitionId, referenceId, state | extend id = strcat(assignmentId, '|', definitionId, '|', referenceId, '|', state) | project id, assignmentId, definitionId, referenceId, state, states, earliest | order by id asc";

const rowsEnd =
  ' | project id, resourceId = tostring(properties.resourceId), assignmentId, definitionId, referenceId, state, reason = tostring(properties.complianceReasonCode), timestamp = tostring(properties.timestamp) | order by id asc';

/**
 * Answers a query of the table `policyresources`, in order of the ids; undefined: it is none of this project's. `project` gives the
 * columns that it names and no others, `summarize` a row for each group, and `tostring` an empty text for what is absent.
 * https://learn.microsoft.com/azure/governance/policy/samples/resource-graph-samples
 */
export function queryPolicyTable(
  query: string,
  rows: readonly PolicyTableRow[],
): readonly { readonly id: string }[] | undefined {
  if (!query.startsWith(beginning)) return undefined;
  const rest = query.slice(beginning.length);
  if (rest === countsEnd) return inOrder(counts(rows));
  const condition = rest.endsWith(rowsEnd) ? conditionOf(rest.slice(0, -rowsEnd.length)) : undefined;
  return condition && inOrder(rows.map(columns).filter(condition));
}

type Columns = ReturnType<typeof columns>;

function columns({ id, properties }: PolicyTableRow) {
  return {
    id,
    resourceId: properties.resourceId,
    assignmentId: text(properties.policyAssignmentId).toLowerCase(),
    definitionId: text(properties.policyDefinitionId).toLowerCase(),
    referenceId: text(properties.policyDefinitionReferenceId).toLowerCase(),
    state: text(properties.complianceState),
    reason: text(properties['complianceReasonCode']),
    timestamp: text(properties.timestamp),
  };
}

/** `!~` ignores case, `==` does not: https://learn.microsoft.com/kusto/query/datatypes-string-operators */
function conditionOf(where: string): ((row: Columns) => boolean) | undefined {
  if (where === "where state !~ 'Compliant'") return ({ state }) => state.toLowerCase() !== 'compliant';
  const named =
    /^where assignmentId == '([^']*)' and referenceId == '([^']*)'(?: and definitionId == '([^']*)')?$/.exec(
      where,
    );
  if (!named) return undefined;
  const [, assignment, reference, definition] = named;
  return ({ assignmentId, referenceId, definitionId }) =>
    assignmentId === assignment &&
    referenceId === reference &&
    (definition === undefined || definitionId === definition);
}

function counts(rows: readonly PolicyTableRow[]) {
  const groups = Map.groupBy(rows.map(columns), ({ assignmentId, definitionId, referenceId, state }) =>
    [assignmentId, definitionId, referenceId, state].join('|'),
  );
  return Array.from(groups, ([id, members]) => {
    const times = members.map(({ timestamp }) => Date.parse(timestamp)).filter((time) => !Number.isNaN(time));
    const [{ assignmentId, definitionId, referenceId, state }] = members as [Columns];
    const earliest = times.length === 0 ? null : new Date(Math.min(...times)).toISOString();
    return { id, assignmentId, definitionId, referenceId, state, states: members.length, earliest };
  });
}

function inOrder<T extends { readonly id: string }>(rows: readonly T[]): readonly T[] {
  return rows.toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
