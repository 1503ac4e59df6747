/** Every operation of Organizations, by name. */

import { accountOperations } from './account.ts';
import { organizationOperations } from './organization.ts';

export const organizationsOperations = { ...accountOperations, ...organizationOperations };
