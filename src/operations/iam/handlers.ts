/** The type that IAM's handlers are held to. */

import type * as iam from '@aws-sdk/client-iam';
import type { OperationName } from '../../wire/handlers.ts';
import type { ServiceHandlers } from '../service-handlers.ts';

export type IamHandlers<Names extends OperationName<typeof iam>> = ServiceHandlers<typeof iam, Names>;
