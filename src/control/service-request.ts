/** `&action=…&resource=…&principal=…`: the request that a question about a flow may also be about. */

import { Fault } from '../base/fault.ts';
import type { Question } from '../verify/trace.ts';

export const requestMembers = ['action', 'resource', 'principal'] as const;

/** @throws Fault where something is asked about the request, and not what it does */
export function readRequest(query: URLSearchParams): Pick<Question, 'request'> {
  if (!requestMembers.some((name) => query.has(name))) return {};
  const [action, resource, principal] = requestMembers.map((name) => query.get(name));
  if (!action) throw new Fault('MissingParameter', 'The parameter action is missing.');
  return { request: { action, ...(resource ? { resource } : {}), ...(principal ? { principal } : {}) } };
}
