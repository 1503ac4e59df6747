/** The type that STS's handlers are held to. */

import type * as sts from '@aws-sdk/client-sts';
import type { OperationName } from '../../wire/handlers.ts';
import type { ServiceHandlers } from '../service-handlers.ts';

export type StsHandlers<Names extends OperationName<typeof sts>> = ServiceHandlers<typeof sts, Names>;
