/**
 * AssumeRole: temporary credentials for a role, where its trust policy lets the caller in. That the caller's own policies
 * allow sts:AssumeRole was decided before the handler ran. Session tags and source identities are refused, because no
 * session here can carry them.
 */

import { present } from '../../base/assert.ts';
import { Fault } from '../../base/fault.ts';
import type { Role } from '../../model/identity.ts';
import { evaluate } from '../../policy/evaluate.ts';
import { parsePolicy } from '../../policy/parse.ts';
import { principalFromArn } from '../../policy/principal.ts';
import type { Context } from '../context.ts';
import { identityId, principalArn, readIdentityArn, roleArn } from '../iam/arn.ts';
import { administratorAccess, awsManagedPolicy } from '../iam/aws-managed-policy.ts';
import { credentialsShown, readDuration } from './duration.ts';
import type { StsHandlers } from './handlers.ts';
import { packedPolicySize, sessionPolicy } from './session-policy.ts';

const leastDuration = 900;
const mostDuration = 43200;
const usualDuration = 3600;
/** Role chaining: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining */
const mostChainedDuration = 3600;
const shortestArn = 20;

const everything = parsePolicy(
  present(awsManagedPolicy(administratorAccess), 'AdministratorAccess').document,
  'identity',
);

function validation(member: string, value: string, rule: string): Fault {
  return new Fault(
    'ValidationError',
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must ${rule}`,
  );
}

function checkSessionName(name: string): void {
  if (!/^[\w+=,.@-]*$/.test(name)) {
    throw validation('roleSessionName', name, 'satisfy regular expression pattern: [\\w+=,.@-]*');
  }
  if (name.length < 2) throw validation('roleSessionName', name, 'have length greater than or equal to 2');
  if (name.length > 64) throw validation('roleSessionName', name, 'have length less than or equal to 64');
}

function readRoleArn(arn: string): { readonly account: string; readonly name: string } {
  if (arn.length < shortestArn) throw validation('roleArn', arn, `have length greater than or equal to ${shortestArn}`);
  const named = readIdentityArn(arn, 'role');
  if (named === undefined || named.account === 'aws') throw new Fault('ValidationError', `${arn} is invalid`);
  return named;
}

/** AWS doesn't say whether the role is there. */
function refused(caller: string, arn: string): Fault {
  return new Fault(
    'AccessDenied',
    `User: ${caller} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
    403,
  );
}

/** Who calls, as policies know it. @param arn of the caller */
export function callerPrincipal({ network, principal }: Context, arn: string) {
  const role =
    principal.kind === 'session' ? network.get('role', identityId(principal.account, principal.role)) : undefined;
  return present(principalFromArn(arn, role && roleArn(role)), 'the caller as a principal');
}

/** Only the trust policy is judged, so the caller's own side allows everything here. */
function isTrusted(context: Context, caller: string, role: Role, input: AssumeRoleInput): boolean {
  const { principal, network, now, region } = context;
  const organization = network.get('account', principal.account)?.organization;
  const decision = evaluate(
    {
      principal: callerPrincipal(context, caller),
      action: 'sts:AssumeRole',
      resource: roleArn(role),
      context: {
        'sts:RoleSessionName': input.RoleSessionName,
        'aws:CurrentTime': new Date(now).toISOString(),
        'aws:EpochTime': String(Math.floor(now / 1000)),
        'aws:RequestedRegion': region,
        ...(input.ExternalId === undefined ? {} : { 'sts:ExternalId': input.ExternalId }),
        ...(organization === undefined ? {} : { 'aws:PrincipalOrgID': organization }),
      },
    },
    {
      sameAccount: role.account === principal.account,
      identity: [everything],
      resource: parsePolicy(role.trustPolicy, 'trust'),
    },
  );
  return decision.allowed;
}

type AssumeRoleInput = Parameters<StsHandlers<'AssumeRole'>['AssumeRole']>[1];

function checkSeconds(context: Context, role: Role, asked: number | undefined): number {
  const chained = context.principal.kind === 'session';
  const seconds = asked ?? usualDuration;
  if (chained && seconds > mostChainedDuration) {
    throw new Fault(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
  }
  if (seconds > role.maxSessionDuration) {
    throw new Fault(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
  return seconds;
}

/**
 * AWS refuses root users here ("Roles may not be assumed by root accounts."). The first key of a new server is the root
 * user's, and the organization's other accounts are entered through their roles: here root may assume a role that trusts
 * its account (docs/decisions/0030-root-may-assume-roles.md).
 */
export const assumeRoleOperations: StsHandlers<'AssumeRole'> = {
  AssumeRole(context, input) {
    const { network, principal } = context;
    checkSessionName(input.RoleSessionName);
    const named = readRoleArn(input.RoleArn);
    if (input.DurationSeconds !== undefined) readDuration(input.DurationSeconds, leastDuration, mostDuration);
    if (input.Tags?.length || input.TransitiveTagKeys?.length || input.SourceIdentity !== undefined) {
      throw new Fault('ValidationError', 'Session tags and source identities are not supported.');
    }
    const caller = principalArn(network, principal);
    const role = network.get('role', identityId(named.account, named.name));
    const isClosed = network.get('account', named.account)?.status === 'SUSPENDED';
    if (isClosed || role === undefined || roleArn(role) !== input.RoleArn || !isTrusted(context, caller, role, input)) {
      throw refused(caller, input.RoleArn);
    }
    const seconds = checkSeconds(context, role, input.DurationSeconds);
    const policy = sessionPolicy(network, role.account, input);
    const session = input.RoleSessionName;
    const credentials = context.issueSession({
      account: role.account,
      role: role.name,
      session,
      seconds,
      ...(policy === undefined ? {} : { policy }),
    });
    return {
      Credentials: credentialsShown(credentials),
      AssumedRoleUser: {
        AssumedRoleId: `${role.uniqueId}:${session}`,
        Arn: principalArn(network, { kind: 'session', account: role.account, role: role.name, session }),
      },
      ...(policy === undefined ? {} : { PackedPolicySize: packedPolicySize(policy) }),
    };
  },
};
