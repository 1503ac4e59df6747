/**
 * Service control policies as the API names and shows them, AWS's FullAWSAccess beside an organization's own, and the one type
 * of policy that there is here. It changes nothing.
 */

import type { Organization } from '../../model/account.ts';
import { managedPolicyArn, policyArn } from '../../model/organization-arn.ts';
import { fullAccess, hasFullAccess, type ServiceControlPolicy } from '../../model/service-control-policy.ts';
import { invalidInput, policyNotFound, policyTypeNotAvailable } from './faults.ts';
import type { Reader } from './tree.ts';

export type AnyPolicy = ServiceControlPolicy | typeof fullAccess;

export const isOwn = (policy: AnyPolicy): policy is ServiceControlPolicy => 'kind' in policy;

const serviceControl = 'SERVICE_CONTROL_POLICY';

/** Types that AWS has and this server knows nothing of. */
const otherTypes: ReadonlySet<string> = new Set([
  'AISERVICES_OPT_OUT_POLICY',
  'BACKUP_POLICY',
  'BEDROCK_POLICY',
  'CHATBOT_POLICY',
  'DECLARATIVE_POLICY_EC2',
  'INSPECTOR_POLICY',
  'NETWORK_SECURITY_DIRECTOR_POLICY',
  'RESOURCE_CONTROL_POLICY',
  'S3_POLICY',
  'SECURITYHUB_POLICY',
  'TAG_POLICY',
  'UPGRADE_ROLLOUT_POLICY',
]);

/** Whether it is about service control policies. @throws Fault InvalidInputException for a type that AWS doesn't have */
export function isServiceControl(type: string): boolean {
  if (type !== serviceControl && !otherTypes.has(type)) throw invalidInput('INVALID_ENUM_POLICY_TYPE');
  return type === serviceControl;
}

/** Types whose policies come to one effective policy for an account: all but those that authorize. */
export function isManagementPolicy(type: string): boolean {
  return otherTypes.has(type) && type !== 'RESOURCE_CONTROL_POLICY';
}

/** @throws Fault PolicyTypeNotAvailableForOrganizationException */
export function checkAvailable({ featureSet }: Organization, type: string): void {
  if (!isServiceControl(type) || featureSet !== 'ALL') throw policyTypeNotAvailable();
}

/** @throws Fault InvalidInputException, PolicyNotFoundException */
export function policyOf(reader: Reader, organization: Organization, id: string): AnyPolicy {
  if (!/^p-[0-9a-zA-Z_]{8,128}$/.test(id)) throw invalidInput('INVALID_SYNTAX_POLICY_ID');
  if (id === fullAccess.id && organization.featureSet === 'ALL') return fullAccess;
  const policy = reader.get('service-control-policy', id);
  if (policy?.organization !== organization.id) throw policyNotFound();
  return policy;
}

/** One of the organization's own. @throws Fault as `policyOf`, and for AWS's, which nobody changes */
export function ownPolicyOf(reader: Reader, organization: Organization, id: string): ServiceControlPolicy {
  const policy = policyOf(reader, organization, id);
  if (!isOwn(policy)) throw invalidInput('IMMUTABLE_POLICY');
  return policy;
}

const byId = (one: AnyPolicy, other: AnyPolicy): number => (one.id < other.id ? -1 : 1);

/** AWS's and the organization's own, ordered by id. */
export function allPolicies(reader: Reader, organization: Organization): readonly AnyPolicy[] {
  if (organization.featureSet !== 'ALL') return [];
  const own = reader.find('service-control-policy', `organization:${organization.id}`);
  return [fullAccess, ...own].sort(byId);
}

/** What is attached to a root, unit or account itself, ordered by id. */
export function policiesAt(reader: Reader, organization: Organization, target: string): readonly AnyPolicy[] {
  const own = reader.find('service-control-policy', `target:${target}`);
  return hasFullAccess(organization, target) ? [fullAccess, ...own].sort(byId) : own;
}

export function summaryShown(organization: Organization, policy: AnyPolicy) {
  return {
    Id: policy.id,
    Arn: isOwn(policy) ? policyArn(organization, policy.id) : managedPolicyArn(policy.id),
    Name: policy.name,
    Description: policy.description,
    Type: serviceControl,
    AwsManaged: !isOwn(policy),
  } as const;
}

export function policyShown(organization: Organization, policy: AnyPolicy) {
  return { PolicySummary: summaryShown(organization, policy), Content: policy.content };
}
