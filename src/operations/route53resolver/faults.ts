/**
 * Route 53 Resolver's refusals. Sentences with a number are those of answers that its users reported; the others are the
 * likeliest. https://docs.aws.amazon.com/Route53/latest/APIReference/API_Operations_Amazon_Route_53_Resolver.html
 */

import { Fault } from '../../base/fault.ts';

export const invalidParameter = (message: string, field?: string): Fault =>
  new Fault('InvalidParameterException', message, 400, field === undefined ? {} : { FieldName: field });

export const invalidRequest = (message: string): Fault => new Fault('InvalidRequestException', message);

/** What the framework in front of the service finds by itself. */
export const constraint = (value: string, field: string, rule: string): Fault =>
  new Fault(
    'ValidationException',
    `1 validation error detected: Value '${value}' at '${field}' failed to satisfy constraint: Member must ${rule}`,
  );

/** Something that AWS has and Postern hasn't: refused rather than taken and not done. */
export const notOffered = (what: string): Fault => invalidRequest(`${what} is not offered here.`);

export const notFound = (type: string, message: string): Fault =>
  new Fault('ResourceNotFoundException', message, 400, { ResourceType: type });

export const endpointNotFound = (id: string): Fault =>
  notFound('resolver-endpoint', `Resolver endpoint with ID '${id}' does not exist`);

export const ruleNotFound = (id: string): Fault =>
  notFound('resolver-rule', `Resolver rule with ID '${id}' does not exist`);

export const exists = (type: string, message: string): Fault =>
  new Fault('ResourceExistsException', message, 400, { ResourceType: type });

export const inUse = (type: string, message: string): Fault =>
  new Fault('ResourceInUseException', message, 400, { ResourceType: type });

export const limitExceeded = (type: string, message: string): Fault =>
  new Fault('LimitExceededException', message, 400, { ResourceType: type });

/** https://github.com/rebuy-de/aws-nuke/issues/586 */
export const endpointHasRules = (rules: readonly string[]): Fault =>
  invalidRequest(
    `[RSLVR-00600] Cannot delete resolver endpoint unless its related resolver rules are deleted. The following rules still exist for this resolver endpoint: ${rules.map((id) => `"${id}"`).join(', ')}`,
  );

/** https://github.com/hashicorp/terraform-provider-aws/pull/27487 */
export const cannotCreateType = (type: string): Fault =>
  invalidRequest(`[RSLVR-00718] Cannot create a rule with type ${type}`);

export const tooFewAddresses = (): Fault => invalidRequest('Resolver endpoint needs to have at least 2 IP addresses');
