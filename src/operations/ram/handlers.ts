/** The type that the handlers of AWS RAM are held to. */

import type * as sdk from '@aws-sdk/client-ram';
import type { Handlers, Input, OperationName } from '../../wire/handlers.ts';
import type { Context } from '../context.ts';

export type RamHandlers<Names extends OperationName<typeof sdk>> = Handlers<typeof sdk, Context, Names>;

export type InputOf<Name extends OperationName<typeof sdk>> = Input<typeof sdk, Name>;
