/** EC2's handlers, for `satisfies`: what a resource's operations are held to, and their inputs and outputs by name. */

import type * as ec2 from '@aws-sdk/client-ec2';
import type { OperationName } from '../../wire/handlers.ts';
import type { InputOf as InputIn, OutputOf as OutputIn, ServiceHandlers } from '../service-handlers.ts';

type Name = OperationName<typeof ec2>;

export type InputOf<N extends Name> = InputIn<typeof ec2, N>;
export type OutputOf<N extends Name> = OutputIn<typeof ec2, N>;
export type Ec2Handlers = Partial<ServiceHandlers<typeof ec2, Name>>;
