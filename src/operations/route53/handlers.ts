/** The type that the handlers of this service are held to. */

import type * as sdk from '@aws-sdk/client-route-53';
import type { Handlers, OperationName } from '../../wire/handlers.ts';
import type { Context } from '../context.ts';

export type Route53Handlers<Names extends OperationName<typeof sdk>> = Handlers<typeof sdk, Context, Names>;
