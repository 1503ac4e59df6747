/** Which tables a DynamoDB request names, so that each can be authorized on its own before anything is done. */

import { Fault } from '../../base/fault.ts';

export interface NamedResource {
  readonly action: string;
  readonly resource: string;
}

/** Operations on no table in particular. */
const tableless: ReadonlySet<string> = new Set(['ListTables', 'DescribeLimits', 'DescribeEndpoints', 'ListBackups']);

/** Batches and transactions: where the tables stand, and the action that each entry needs. */
const perEntry: Readonly<Record<string, string>> = {
  ConditionCheck: 'dynamodb:ConditionCheckItem',
  Delete: 'dynamodb:DeleteItem',
  Get: 'dynamodb:GetItem',
  Put: 'dynamodb:PutItem',
  Update: 'dynamodb:UpdateItem',
};

function tableArn(region: string, account: string, table: string): string {
  return table.startsWith('arn:') ? table : `arn:aws:dynamodb:${region}:${account}:table/${table}`;
}

/** @throws Fault SerializationException where the body isn't a JSON object */
export function namedResources(
  operation: string,
  body: Buffer,
  region: string,
  account: string,
): readonly NamedResource[] {
  const input = parseBody(body);
  const arn = (table: unknown): string => tableArn(region, account, typeof table === 'string' ? table : '');
  const action = `dynamodb:${operation}`;
  if (tableless.has(operation)) return [{ action, resource: '*' }];
  if (isRecord(input.RequestItems))
    return Object.keys(input.RequestItems).map((table) => ({ action, resource: arn(table) }));
  if (Array.isArray(input.TransactItems)) {
    return input.TransactItems.flatMap((item: unknown) =>
      Object.entries(isRecord(item) ? item : {}).map(([kind, entry]) => ({
        action: perEntry[kind] ?? action,
        resource: arn(isRecord(entry) ? entry.TableName : ''),
      })),
    );
  }
  if (typeof input.ResourceArn === 'string') return [{ action, resource: input.ResourceArn }];
  const index = typeof input.IndexName === 'string' ? `/index/${input.IndexName}` : '';
  return [{ action, resource: `${arn(input.TableName)}${index}` }];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseBody(body: Buffer): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(body.toString());
    if (isRecord(parsed)) return parsed;
  } catch {
    // Falls through: both are the same mistake to the caller.
  }
  throw new Fault('SerializationException', 'Start of structure or map found where not expected.');
}
