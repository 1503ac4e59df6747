/**
 * What endpoint policies must keep beyond the policy language: no wildcards or numeric operators on global keys that hold
 * identifiers made by AWS, six plain characters beside each wildcard of a string operator, and an account part of an ARN
 * that is an id or a wildcard but not both. https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
 */

import { splitArn } from './arn.ts';
import { parseOperator } from './condition.ts';
import { fail, type RawCondition, type RawStatement } from './document.ts';

export const plainCharactersBesideWildcard = 6;

/** The page names aws:PrincipalAccount and aws:SourceVpc as examples; these are their like. */
const identifierKeys: ReadonlySet<string> = new Set(
  [
    'aws:PrincipalAccount',
    'aws:PrincipalOrgID',
    'aws:ResourceAccount',
    'aws:ResourceOrgID',
    'aws:SourceAccount',
    'aws:SourceOrgID',
    'aws:SourceVpc',
    'aws:SourceVpce',
    'aws:VpceAccount',
    'aws:VpceOrgID',
    'aws:Ec2InstanceSourceVpc',
  ].map((key) => key.toLowerCase()),
);

export function checkEndpointRules(statement: RawStatement): void {
  for (const resource of statement.resource?.values ?? []) checkAccountPart(resource);
  for (const condition of statement.conditions) checkCondition(condition);
}

function checkCondition(condition: RawCondition): void {
  const family = parseOperator(condition.operator)?.operator.family;
  const wildcards = parseOperator(condition.operator)?.operator.wildcards ?? false;
  const identifier = identifierKeys.has(condition.key.toLowerCase());
  if (identifier && family === 'Numeric') {
    rule(`Numeric condition operators cannot be used with the condition key ${condition.key}.`);
  }
  for (const value of condition.values) {
    if (value.startsWith('arn:')) checkAccountPart(value);
    if (!wildcards || !hasWildcard(value)) continue;
    if (identifier) rule(`Wildcard characters cannot be used with the condition key ${condition.key}.`);
    if (family === 'String' && !wildcardsHaveCompany(value)) {
      rule(
        `At least ${plainCharactersBesideWildcard} consecutive characters are required before or after each wildcard character.`,
      );
    }
  }
}

function checkAccountPart(text: string): void {
  const account = splitArn(text)[4];
  if (account === undefined || account === '*' || !hasWildcard(account)) return;
  rule('The account portion of an ARN can include an account ID or a wildcard character, but not both.');
}

/** Every wildcard has a long enough run of plain characters right before or right after it. */
function wildcardsHaveCompany(value: string): boolean {
  const runs = value.split(/[*?]/).map((run) => run.length >= plainCharactersBesideWildcard);
  return runs.slice(1).every((after, index) => after || runs[index]);
}

function hasWildcard(text: string): boolean {
  return text.includes('*') || text.includes('?');
}

function rule(message: string): never {
  return fail({ kind: 'endpointRule', message });
}
