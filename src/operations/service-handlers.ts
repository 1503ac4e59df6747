/**
 * The types of a service's handlers, from the SDK's command classes: also of operations whose input has no required member,
 * whose commands can be made without one. Required members, which the dispatcher has checked, are there; what handlers
 * answer may be read-only. Types only: no client is ever loaded.
 */

import type { OperationName } from '../wire/handlers.ts';
import type { Context } from './context.ts';

type Leaf = string | number | boolean | bigint | Date | Uint8Array | undefined | null;

type Decoded<Value> = Value extends Leaf
  ? Value
  : Value extends readonly (infer Element)[]
    ? readonly Decoded<Element>[]
    : { readonly [Name in keyof Value]: Decoded<DecodedMember<Value, Name>> };

/** An optional member keeps its undefined, a required one loses it. */
type DecodedMember<Value, Name extends keyof Value> =
  Pick<Value, never> extends Pick<Value, Name> ? Value[Name] : Exclude<Value[Name], undefined>;

type Encodable<Value> = Value extends Leaf
  ? Value
  : Value extends readonly (infer Element)[]
    ? readonly Encodable<Element>[]
    : { readonly [Name in keyof Value]: Encodable<Value[Name]> };

type CommandOf<Module, Name extends string> = `${Name}Command` extends infer Key extends keyof Module
  ? Module[Key] extends abstract new (
      ...given: never
    ) => infer Command
    ? Command
    : never
  : never;

export type InputOf<Module, Name extends OperationName<Module>> =
  CommandOf<Module, Name> extends { readonly input: infer Given } ? Decoded<Given> : never;

export type OutputOf<Module, Name extends OperationName<Module>> =
  CommandOf<Module, Name> extends {
    resolveMiddleware(...given: never): (...given: never) => Promise<{ output: infer Answer }>;
  }
    ? Encodable<Omit<Answer, '$metadata'>>
    : never;

export type ServiceHandlers<Module, Names extends OperationName<Module>> = {
  readonly [Name in Names]: (
    context: Context,
    input: InputOf<Module, Name>,
  ) => OutputOf<Module, Name> | Promise<OutputOf<Module, Name>>;
};
