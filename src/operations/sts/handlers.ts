/** The type that STS's handlers are held to. */

import type * as sts from '@aws-sdk/client-sts';
import type { Handlers, OperationName } from '../../wire/handlers.ts';
import type { Context } from '../context.ts';

export type StsHandlers<Names extends OperationName<typeof sts>> = Handlers<typeof sts, Context, Names>;
