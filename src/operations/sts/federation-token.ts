/**
 * GetFederationToken: a session for somebody whom a user vouches for. What it may do is what the user may and the session's
 * policies allow; without such a policy it may do only what resources' own policies let it.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
 */

import { Fault } from '../../base/fault.ts';
import { principalArn } from '../iam/arn.ts';
import { callerId, ownSession } from './caller.ts';
import { credentialsShown } from './duration.ts';
import type { StsHandlers } from './handlers.ts';
import { packedSizeShown, sessionPolicy } from './session-policy.ts';
import { readSessionTags } from './session-tag.ts';

const nameLengths = { least: 2, most: 32 } as const;

/** A policy that allows none of the actions. */
const nothing = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', NotAction: '*', Resource: '*' }],
});

/** @throws Fault ValidationError */
function checkName(name: string): void {
  const wrong =
    name.length < nameLengths.least
      ? `have length greater than or equal to ${nameLengths.least}`
      : name.length > nameLengths.most
        ? `have length less than or equal to ${nameLengths.most}`
        : /^[\w+=,.@-]*$/.test(name)
          ? undefined
          : 'satisfy regular expression pattern: [\\w+=,.@-]*';
  if (wrong === undefined) return;
  throw new Fault(
    'ValidationError',
    `1 validation error detected: Value '${name}' at 'name' failed to satisfy constraint: Member must ${wrong}`,
  );
}

export const federationTokenOperations: StsHandlers<'GetFederationToken'> = {
  GetFederationToken(context, input) {
    const { account, network } = context;
    checkName(input.Name);
    const session = ownSession(context, 'GetFederationToken', input.DurationSeconds);
    const { tags } = readSessionTags(input, undefined);
    const policy = sessionPolicy(network, account, input);
    const credentials = context.issueSession({
      ...session,
      federatedUser: input.Name,
      session: input.Name,
      policy: policy ?? nothing,
      ...(Object.keys(tags).length === 0 ? {} : { tags }),
    });
    const principal = { kind: 'federated', account, name: input.Name } as const;
    return {
      Credentials: credentialsShown(credentials),
      FederatedUser: { FederatedUserId: callerId({ network, principal }), Arn: principalArn(network, principal) },
      ...packedSizeShown(policy, tags),
    };
  },
};
