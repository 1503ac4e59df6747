/**
 * The AWS services that may be trusted in an organization, and which of them may be administered by a member account: the rows
 * of AWS's list that are known here. A service that AWS adds is refused until it has a row.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services_list.html
 */

import { invalidInput } from './faults.ts';

type Row = 'delegable' | 'central';

const suffix = '.amazonaws.com';

const services: Readonly<Record<string, Row>> = {
  'access-analyzer': 'delegable',
  account: 'delegable',
  'agentless.inspector2': 'delegable',
  auditmanager: 'delegable',
  'aws-artifact-account-sync': 'central',
  backup: 'delegable',
  chatbot: 'central',
  cloudtrail: 'delegable',
  'compute-optimizer': 'delegable',
  config: 'delegable',
  'config-multiaccountsetup': 'delegable',
  controltower: 'central',
  'cost-optimization-hub.bcm': 'delegable',
  detective: 'delegable',
  'devops-guru': 'delegable',
  ds: 'central',
  ec2: 'central',
  fms: 'delegable',
  guardduty: 'delegable',
  health: 'delegable',
  iam: 'delegable',
  inspector2: 'delegable',
  ipam: 'delegable',
  'license-management.marketplace': 'central',
  'license-manager': 'delegable',
  'license-manager-linux-subscriptions': 'delegable',
  'license-manager.member-account': 'central',
  macie: 'delegable',
  'malware-protection.guardduty': 'delegable',
  'member.org.stacksets.cloudformation': 'delegable',
  mgn: 'delegable',
  networkmanager: 'delegable',
  notifications: 'delegable',
  observabilityadmin: 'delegable',
  'private-marketplace.marketplace': 'delegable',
  ram: 'central',
  'reachabilityanalyzer.networkinsights': 'delegable',
  'reporting.trustedadvisor': 'delegable',
  'resource-explorer-2': 'delegable',
  'security-ir': 'delegable',
  securityhub: 'delegable',
  securitylake: 'delegable',
  servicecatalog: 'delegable',
  servicequotas: 'central',
  ssm: 'delegable',
  'ssm-quicksetup': 'delegable',
  sso: 'delegable',
  'stacksets.cloudformation': 'central',
  'storage-lens.s3': 'delegable',
  'tagpolicies.tag': 'central',
  wellarchitected: 'central',
};

function rowOf(principal: string): Row | undefined {
  const name = principal.endsWith(suffix) ? principal.slice(0, -suffix.length) : '';
  return Object.hasOwn(services, name) ? services[name] : undefined;
}

/** @throws Fault InvalidInputException */
export function checkTrustable(principal: string): void {
  if (rowOf(principal) === undefined) throw invalidInput('UNRECOGNIZED_SERVICE_PRINCIPAL');
}

/** @throws Fault InvalidInputException */
export function checkDelegable(principal: string): void {
  if (rowOf(principal) !== 'delegable') throw invalidInput('UNRECOGNIZED_SERVICE_PRINCIPAL');
}
