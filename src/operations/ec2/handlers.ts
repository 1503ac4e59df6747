/**
 * The types of EC2's handlers: each operation's input and output come from the SDK's command class of the same name, so that
 * a misspelt operation or a wrong type does not compile. Types only: the client is never loaded.
 */

import type * as ec2 from '@aws-sdk/client-ec2';
import type { Context } from '../context.ts';

type Client = typeof ec2;
type OperationName = { [K in keyof Client]: K extends `${infer Name}Command` ? Name : never }[keyof Client];

type CommandOf<Name extends OperationName> = `${Name}Command` extends infer K extends keyof Client
  ? Client[K] extends abstract new (
      ...input: never
    ) => infer Command
    ? Command
    : never
  : never;

export type InputOf<Name extends OperationName> =
  CommandOf<Name> extends { readonly input: infer Input } ? Input : never;

export type OutputOf<Name extends OperationName> =
  CommandOf<Name> extends {
    resolveMiddleware(...parameters: never): (...parameters: never) => Promise<{ output: infer Output }>;
  }
    ? Omit<Output, '$metadata'>
    : never;

/** What `satisfies` holds a resource's operations to. */
export type Ec2Handlers = {
  readonly [Name in OperationName]?: (
    context: Context,
    input: InputOf<Name>,
  ) => OutputOf<Name> | Promise<OutputOf<Name>>;
};
