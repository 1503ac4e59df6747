/**
 * Route 53's refusals as AWS prints them; the statuses are those of the service's model. Sentences that AWS's pages or its
 * users' reports don't show are the likeliest.
 */

import { Fault } from '../../base/fault.ts';

export function invalidInput(message: string): Fault {
  return new Fault('InvalidInput', message);
}

/** Something that AWS has and Postern hasn't: refused rather than taken and not done. */
export function notOffered(what: string): Fault {
  return invalidInput(`${what} is not offered here.`);
}

/** All that is wrong with a batch: https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html#API_ChangeResourceRecordSets_Errors */
export function invalidChangeBatch(messages: readonly string[]): Fault {
  return new Fault('InvalidChangeBatch', `[${messages.join(', ')}]`, 400, { messages });
}

export function invalidDomainName(message: string): Fault {
  return new Fault('InvalidDomainName', message);
}

export function noSuchHostedZone(id: string): Fault {
  return new Fault('NoSuchHostedZone', `No hosted zone found with ID: ${id}`, 404);
}

export function hostedZoneAlreadyExists(): Fault {
  const message = 'A hosted zone has already been created with the specified caller reference.';
  return new Fault('HostedZoneAlreadyExists', message, 409);
}

export function hostedZoneNotEmpty(): Fault {
  const message = 'The specified hosted zone contains non-required resource record sets and so cannot be deleted.';
  return new Fault('HostedZoneNotEmpty', message);
}

export function tooManyHostedZones(limit: number): Fault {
  const message = `Limits Exceeded: MAX_HOSTED_ZONES_BY_OWNER - Cannot create more than ${limit} hosted zones.`;
  return new Fault('TooManyHostedZones', message);
}

export function noSuchChange(id: string): Fault {
  return new Fault('NoSuchChange', `Could not find resource with ID: ${id}`, 404);
}

export function conflictingDomain(vpc: string, region: string, zone: string): Fault {
  return new Fault(
    'ConflictingDomainExists',
    `The VPC ${vpc} in region ${region} has already been associated with the hosted zone ${zone} with the same domain name.`,
  );
}

export function invalidVpc(vpc: string, region: string): Fault {
  const message = `The VPC: ${vpc} in region ${region} that you provided is not authorized to make the association.`;
  return new Fault('InvalidVPCId', message);
}

export function notAuthorized(vpc: string): Fault {
  const message = `The VPC: ${vpc} has not authorized to associate with your hosted zone.`;
  return new Fault('NotAuthorizedException', message, 401);
}

export function publicZoneAssociation(): Fault {
  return new Fault(
    'PublicZoneVPCAssociation',
    "You're trying to associate a VPC with a public hosted zone. Amazon Route 53 doesn't support associating a VPC with a public hosted zone.",
  );
}

export function lastAssociation(): Fault {
  return new Fault('LastVPCAssociation', 'Cannot remove last VPC association for the private zone');
}

export function associationNotFound(vpc: string, region: string, zone: string): Fault {
  const message = `The VPC: ${vpc} in region ${region} is not associated with the hosted zone ${zone}.`;
  return new Fault('VPCAssociationNotFound', message, 404);
}

export function authorizationNotFound(vpc: string, zone: string): Fault {
  const message = `The VPC: ${vpc} has not been authorized to be associated with the hosted zone ${zone}.`;
  return new Fault('VPCAssociationAuthorizationNotFound', message, 404);
}
