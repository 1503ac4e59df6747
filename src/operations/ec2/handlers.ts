/**
 * The types of EC2's handlers, for `satisfies`: operations, inputs and outputs are the SDK's command classes', so that a
 * misspelt operation or a wrong type does not compile. Required members stay optional here: a handler says `required`,
 * because other rooms may call it without the dispatcher. Types only: the client is never loaded.
 */

import type * as ec2 from '@aws-sdk/client-ec2';
import type { OperationName } from '../../wire/handlers.ts';
import type { Context } from '../context.ts';

type Name = OperationName<typeof ec2>;

type Leaf = string | number | boolean | bigint | Date | Uint8Array | undefined | null;

type ReadOnly<Value> = Value extends Leaf
  ? Value
  : Value extends readonly (infer Element)[]
    ? readonly ReadOnly<Element>[]
    : { readonly [Member in keyof Value]: ReadOnly<Value[Member]> };

type CommandInput<Command> = Command extends new (...input: never) => { readonly input: infer Given } ? Given : never;

export type InputOf<N extends Name> = `${N}Command` extends infer Key extends keyof typeof ec2
  ? ReadOnly<CommandInput<(typeof ec2)[Key]>>
  : never;

type CommandOutput<Command> = Command extends new (
  ...input: never
) => { resolveMiddleware(...given: never): (...given: never) => Promise<{ output: infer Answer }> }
  ? Omit<Answer, '$metadata'>
  : never;

export type OutputOf<N extends Name> = `${N}Command` extends infer Key extends keyof typeof ec2
  ? ReadOnly<CommandOutput<(typeof ec2)[Key]>>
  : never;

/** What a resource's operations are held to. */
export type Ec2Handlers = {
  readonly [N in Name]?: (context: Context, input: InputOf<N>) => OutputOf<N> | Promise<OutputOf<N>>;
};
