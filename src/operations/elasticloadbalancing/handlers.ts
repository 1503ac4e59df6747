/** The type that the handlers of this service are held to. */

import type * as sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Handlers, OperationName } from '../../wire/handlers.ts';
import type { Context } from '../context.ts';

export type ElasticLoadBalancingHandlers = Partial<Handlers<typeof sdk, Context, OperationName<typeof sdk>>>;
