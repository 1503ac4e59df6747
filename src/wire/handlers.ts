/**
 * The types of operations' handlers, taken from the AWS SDK's command classes: no generated code, and a misspelt operation
 * or a wrong member is a compile error. Types only; a client is never loaded at run time.
 *
 *     import type * as ec2 from '@aws-sdk/client-ec2';
 *     const vpcs: Handlers<typeof ec2, Context, 'CreateVpc' | 'DeleteVpc'> = { CreateVpc: (context, input) => …, … };
 */

/** A command's class, as far as it tells its instances. */
type CommandClass<Command> = new (...parameters: never[]) => Command;

/** An instance of a command, as far as it tells output. */
interface Resolving<Answer> {
  resolveMiddleware(...parameters: never[]): (...parameters: never[]) => Promise<{ output: Answer }>;
}

/** The operations of a client's module: every `CreateVpcCommand` makes `CreateVpc` one. */
export type OperationName<Module> = {
  [Name in keyof Module & string]: Name extends `${infer Operation}Command` ? Exclude<Operation, '$'> : never;
}[keyof Module & string];

type Command<Module, Name extends string> = `${Name}Command` extends keyof Module
  ? Module[`${Name}Command`] extends CommandClass<infer Instance>
    ? Instance
    : never
  : never;

type Leaf = string | number | boolean | bigint | Date | Uint8Array | undefined | null;

/** Required members, which the decoder has checked, are there; lists are read only. */
type Decoded<Value> = Value extends Leaf
  ? Value
  : Value extends readonly (infer Element)[]
    ? readonly Decoded<Element>[]
    : {
        readonly [Name in keyof Value]: undefined extends Value[Name]
          ? DecodedMember<Value, Name>
          : Decoded<Value[Name]>;
      };

/** An optional member keeps its undefined, a required one loses it. */
type DecodedMember<Value, Name extends keyof Value> =
  Pick<Value, never> extends Pick<Value, Name> ? Decoded<Value[Name]> : Decoded<Exclude<Value[Name], undefined>>;

/** Handlers may answer what they hold, however read-only. */
type Encodable<Value> = Value extends Leaf
  ? Value
  : Value extends readonly (infer Element)[]
    ? readonly Encodable<Element>[]
    : { readonly [Name in keyof Value]: Encodable<Value[Name]> };

/** What the operation is given: `Input<typeof ec2, 'CreateVpc'>`. */
export type Input<Module, Name extends OperationName<Module>> =
  Command<Module, Name> extends { readonly input: infer Given } ? Decoded<Given> : never;

/** What the operation answers, without the client's metadata. */
export type Output<Module, Name extends OperationName<Module>> =
  Command<Module, Name> extends Resolving<infer Answer> ? Encodable<Omit<Answer, '$metadata'>> : never;

export type Handler<Module, Context, Name extends OperationName<Module>> = (
  context: Context,
  input: Input<Module, Name>,
) => Output<Module, Name> | Promise<Output<Module, Name>>;

/** One handler for each of the operations named. */
export type Handlers<Module, Context, Names extends OperationName<Module>> = {
  readonly [Name in Names]: Handler<Module, Context, Name>;
};
