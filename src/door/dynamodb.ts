/** DynamoDB behind the door: the body goes to the embedded database as it is, each table authorized first. */

import type { Authorizer } from '../access/authorize.ts';
import { present } from '../base/assert.ts';
import { Fault } from '../base/fault.ts';
import type { DynamoDbService } from '../services/dynamodb/service.ts';
import type { Store } from '../store/store.ts';
import type { WireResponse } from '../wire/operation.ts';
import { authorize, type Exchange } from './exchange.ts';

export async function serveDynamoDb(
  services: { readonly store: Store; readonly authorizer: Authorizer; readonly dynamodb: DynamoDbService },
  exchange: Exchange,
  body: Uint8Array,
): Promise<WireResponse> {
  const { target, head } = exchange;
  const caller = present(exchange.caller, 'a caller, which only S3 does without');
  if (target.operation === undefined) throw new Fault('UnknownOperationException', '');
  const answer = await services.dynamodb.handle({
    account: caller.account,
    region: target.region,
    operation: target.operation,
    headers: head.headers,
    body: Buffer.from(body.buffer, body.byteOffset, body.byteLength),
    authorize: (action, resource) => {
      const owner = resource.startsWith('arn:') ? (resource.split(':')[4] ?? '') : caller.account;
      authorize(services.authorizer, services.store.network, exchange, { action, resource, resourceAccount: owner });
    },
  });
  return { ...answer, headers: { ...answer.headers, 'x-amzn-requestid': exchange.requestId } };
}
