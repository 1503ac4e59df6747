/** The type that the handlers of Organizations are held to. */

import type * as organizations from '@aws-sdk/client-organizations';
import type { Handlers, OperationName } from '../../wire/handlers.ts';
import type { Context } from '../context.ts';

export type OrganizationsHandlers<Names extends OperationName<typeof organizations>> = Handlers<
  typeof organizations,
  Context,
  Names
>;
