/** Every operation of STS, by name. */

import { assumeRoleOperations } from './assume-role.ts';
import { authorizationMessageOperations } from './authorization-message.ts';
import { callerOperations } from './caller.ts';
import { federationTokenOperations } from './federation-token.ts';

export const stsOperations = {
  ...assumeRoleOperations,
  ...authorizationMessageOperations,
  ...callerOperations,
  ...federationTokenOperations,
};
