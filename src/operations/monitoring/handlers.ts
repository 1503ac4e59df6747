/** The types that the handlers of this service are held to. */

import type * as sdk from '@aws-sdk/client-cloudwatch';
import type { Handlers, Input, OperationName } from '../../wire/handlers.ts';
import type { Context } from '../context.ts';

export type MonitoringHandlers<Names extends OperationName<typeof sdk>> = Handlers<typeof sdk, Context, Names>;

export type MonitoringInput<Name extends OperationName<typeof sdk>> = Input<typeof sdk, Name>;
