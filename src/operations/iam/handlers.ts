/** The type that IAM's handlers are held to. */

import type * as iam from '@aws-sdk/client-iam';
import type { Handlers, OperationName } from '../../wire/handlers.ts';
import type { Context } from '../context.ts';

export type IamHandlers<Names extends OperationName<typeof iam>> = Handlers<typeof iam, Context, Names>;
