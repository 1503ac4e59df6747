/** The type that the handlers of this service are held to, and their inputs by name. */

import type * as sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Handlers, Input, OperationName } from '../../wire/handlers.ts';
import type { Context } from '../context.ts';

type Name = OperationName<typeof sdk>;

export type InputOf<N extends Name> = Input<typeof sdk, N>;
export type ElasticLoadBalancingHandlers = Partial<Handlers<typeof sdk, Context, Name>>;
