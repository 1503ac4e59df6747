/** The types that the handlers of this service are held to. */

import type * as resolver from '@aws-sdk/client-route53resolver';
import type { Handlers, Input, OperationName } from '../../wire/handlers.ts';
import type { Context } from '../context.ts';

export type Route53ResolverHandlers<Names extends OperationName<typeof resolver>> = Handlers<
  typeof resolver,
  Context,
  Names
>;

export type InputOf<Name extends OperationName<typeof resolver>> = Input<typeof resolver, Name>;
