/** The type that the handlers of AWS Account Management are held to. */

import type * as sdk from '@aws-sdk/client-account';
import type { Handlers, OperationName } from '../../wire/handlers.ts';
import type { Context } from '../context.ts';

export type AccountHandlers<Names extends OperationName<typeof sdk>> = Handlers<typeof sdk, Context, Names>;
