/** EC2's handlers, for `satisfies`: what a resource's operations are held to, and their inputs and outputs by name. */

import type * as ec2 from '@aws-sdk/client-ec2';
import type { Handlers, Input, OperationName, Output } from '../../wire/handlers.ts';
import type { Context } from '../context.ts';

type Name = OperationName<typeof ec2>;

export type InputOf<N extends Name> = Input<typeof ec2, N>;
export type OutputOf<N extends Name> = Output<typeof ec2, N>;
export type Ec2Handlers = Partial<Handlers<typeof ec2, Context, Name>>;
