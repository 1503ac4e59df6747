/** The DNS names that Amazon gives to private and public addresses and to instances. */

const firstRegion = 'us-east-1';

const dashed = (address: string): string => address.replaceAll('.', '-');

/** `ec2.internal` in the first region, `REGION.compute.internal` in the others. */
export function internalDomain(region: string): string {
  return region === firstRegion ? 'ec2.internal' : `${region}.compute.internal`;
}

/** `ip-10-0-0-5.ec2.internal` */
export function privateDnsName(region: string, address: string): string {
  return `ip-${dashed(address)}.${internalDomain(region)}`;
}

/** `i-0123….ec2.internal`, for subnets whose instances are named after themselves. */
export function resourceDnsName(region: string, instance: string): string {
  return `${instance}.${internalDomain(region)}`;
}

/** `ec2-3-128-0-9.compute-1.amazonaws.com` */
export function publicDnsName(region: string, address: string): string {
  const domain = region === firstRegion ? 'compute-1' : `${region}.compute`;
  return `ec2-${dashed(address)}.${domain}.amazonaws.com`;
}
