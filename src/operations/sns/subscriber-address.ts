/**
 * Where messages may be sent. The server itself sends them, from the machine's own network, so an address decides what a
 * client can reach through it: only loopback, and only for clients that come from there themselves, not from inside a VPC
 * nor over a network that the server was told to listen on. AWS takes any address that its own network reaches.
 */

import type { Origin } from '../../model/origin.ts';
import { invalidParameter, notOffered } from './faults.ts';

/** What AWS has besides, and Postern has no service for. */
const unoffered: readonly string[] = ['email', 'email-json', 'sms', 'sqs', 'application', 'lambda', 'firehose'];

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const longestAddress = 2048;

function isLoopback(sourceAddress: string): boolean {
  return sourceAddress === '::1' || sourceAddress.startsWith('127.');
}

/** @throws Fault InvalidParameter */
export function checkSubscriber(protocol: string, address: string | undefined, origin: Origin): void {
  if (unoffered.includes(protocol)) throw notOffered('Protocol', `The protocol ${protocol}`);
  if (protocol !== 'http' && protocol !== 'https') {
    throw invalidParameter(`Amazon SNS does not support this protocol string: ${protocol}`);
  }
  if (address === undefined || address === '') throw invalidParameter('Endpoint');
  if (!address.startsWith(`${protocol}://`)) throw invalidParameter('Endpoint must match the specified protocol');
  if (origin.kind !== 'local') {
    throw invalidParameter('Endpoint Reason: a subscription from inside a VPC may not reach the machine');
  }
  if (!isLoopback(origin.sourceAddress)) {
    throw invalidParameter('Endpoint Reason: only clients on the machine itself may subscribe its addresses');
  }
  const url = URL.parse(address);
  if (url === null || address.length > longestAddress) throw invalidParameter('Endpoint');
  if (url.username !== '' || url.password !== '') throw notOffered('Endpoint', 'A user name or password in an address');
  if (!loopback.test(url.hostname)) {
    throw invalidParameter('Endpoint Reason: only loopback addresses of the machine can be subscribed');
  }
}
