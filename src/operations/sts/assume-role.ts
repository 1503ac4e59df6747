/**
 * AssumeRole: temporary credentials for a role, where its trust policy lets the caller in. That the caller's own policies
 * allow sts:AssumeRole was decided before the handler ran.
 */

import { Fault } from '../../base/fault.ts';
import type { Role } from '../../model/identity.ts';
import type { Context, SessionTraits } from '../context.ts';
import { identityId, principalArn, readIdentityArn, roleArn } from '../iam/arn.ts';
import { credentialsShown, readDuration } from './duration.ts';
import type { StsHandlers } from './handlers.ts';
import { packedSizeShown, sessionPolicy } from './session-policy.ts';
import { readSessionTags } from './session-tag.ts';
import { untrusted } from './trust.ts';

const leastDuration = 900;
const mostDuration = 43200;
const usualDuration = 3600;
/** Role chaining: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining */
const mostChainedDuration = 3600;
const shortestArn = 20;

function validation(member: string, value: string, rule: string): Fault {
  return new Fault(
    'ValidationError',
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must ${rule}`,
  );
}

/** Names of sessions and source identities have one form. */
function checkWord(word: string, member: string): void {
  if (!/^[\w+=,.@-]*$/.test(word)) {
    throw validation(member, word, 'satisfy regular expression pattern: [\\w+=,.@-]*');
  }
  if (word.length < 2) throw validation(member, word, 'have length greater than or equal to 2');
  if (word.length > 64) throw validation(member, word, 'have length less than or equal to 64');
}

function checkExternalId(id: string): void {
  if (!/^[\w+=,.@:/-]*$/.test(id)) {
    throw validation('externalId', id, 'satisfy regular expression pattern: [\\w+=,.@:\\/-]*');
  }
  if (id.length < 2) throw validation('externalId', id, 'have length greater than or equal to 2');
  if (id.length > 1224) throw validation('externalId', id, 'have length less than or equal to 1224');
}

function readRoleArn(arn: string): { readonly account: string; readonly name: string } {
  if (arn.length < shortestArn) throw validation('roleArn', arn, `have length greater than or equal to ${shortestArn}`);
  const named = readIdentityArn(arn, 'role');
  if (named === undefined || named.account === 'aws') throw new Fault('ValidationError', `${arn} is invalid`);
  return named;
}

/** AWS doesn't say whether the role is there. */
function refused(caller: string, action: string, arn: string): Fault {
  return new Fault('AccessDenied', `User: ${caller} is not authorized to perform: ${action} on resource: ${arn}`, 403);
}

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

/** Once set it stays, from one role to the next. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html */
function readSourceIdentity(asked: string | undefined, caller: SessionTraits | undefined): string | undefined {
  if (asked === undefined) return caller?.sourceIdentity;
  checkWord(asked, 'sourceIdentity');
  // The sentence is the likeliest.
  if (caller?.sourceIdentity !== undefined && caller.sourceIdentity !== asked) {
    throw new Fault('AccessDenied', 'The source identity of a session cannot be changed.', 403);
  }
  return asked;
}

/**
 * AWS refuses root users here ("Roles may not be assumed by root accounts."). The first key of a new server is the root
 * user's, and the organization's other accounts are entered through their roles: here root may assume a role that trusts
 * its account (docs/decisions/0030-root-may-assume-roles.md).
 */
export const assumeRoleOperations: StsHandlers<'AssumeRole'> = {
  AssumeRole(context, input) {
    const { network, principal } = context;
    checkWord(input.RoleSessionName, 'roleSessionName');
    if (input.ExternalId !== undefined) checkExternalId(input.ExternalId);
    const named = readRoleArn(input.RoleArn);
    if (input.DurationSeconds !== undefined) readDuration(input.DurationSeconds, leastDuration, mostDuration);
    const { tags, transitiveTagKeys } = readSessionTags(input, context.session);
    const sourceIdentity = readSourceIdentity(input.SourceIdentity, context.session);
    const caller = principalArn(network, principal);
    const role = network.get('role', identityId(named.account, named.name));
    const isClosed = network.get('account', named.account)?.status === 'SUSPENDED';
    if (isClosed || role === undefined || roleArn(role) !== input.RoleArn) {
      throw refused(caller, 'sts:AssumeRole', input.RoleArn);
    }
    const { RoleSessionName: name, ExternalId: externalId } = input;
    const asked = { name, externalId, sourceIdentity, tags, transitiveTagKeys };
    const denied = untrusted(context, caller, role, asked);
    if (denied !== undefined) throw refused(caller, denied, input.RoleArn);
    const seconds = checkSeconds(context, role, input.DurationSeconds);
    const policy = sessionPolicy(network, role.account, input);
    const session = input.RoleSessionName;
    const credentials = context.issueSession({
      account: role.account,
      role: role.name,
      session,
      seconds,
      ...(policy === undefined ? {} : { policy }),
      ...(Object.keys(tags).length === 0 ? {} : { tags, transitiveTagKeys }),
      ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    });
    return {
      Credentials: credentialsShown(credentials),
      AssumedRoleUser: {
        AssumedRoleId: `${role.uniqueId}:${session}`,
        Arn: principalArn(network, { kind: 'session', account: role.account, role: role.name, session }),
      },
      ...packedSizeShown(policy, tags),
      ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
    };
  },
};
