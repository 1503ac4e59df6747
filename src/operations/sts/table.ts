/** Every operation of STS, by name. */

import { assumeRoleOperations } from './assume-role.ts';
import { callerOperations } from './caller.ts';
import { federationTokenOperations } from './federation-token.ts';

export const stsOperations = { ...assumeRoleOperations, ...callerOperations, ...federationTokenOperations };
