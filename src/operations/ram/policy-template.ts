/**
 * Policy templates of accounts' own permissions: a statement without principal and resource, which RAM fills in. Its actions must be ones
 * that RAM's own permission for the type allows, as those are what the type supports.
 * https://docs.aws.amazon.com/ram/latest/APIReference/API_CreatePermission.html
 */

import { Fault } from '../../base/fault.ts';
import { usualPermission } from './permission.ts';

const longestTemplate = 6_144;
const elements: readonly string[] = ['Effect', 'Action', 'Condition'];

const malformed = (message: string): Fault => new Fault('MalformedPolicyTemplateException', message);
const invalid = (message: string): Fault => new Fault('InvalidPolicyException', message);

export function actionsOf(template: string): readonly string[] {
  const { Action } = JSON.parse(template) as { readonly Action: string | readonly string[] };
  return [Action].flat();
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Answered below, like JSON that is no object.
  }
  throw malformed('The policy template is not valid JSON.');
}

/** @throws Fault MalformedPolicyTemplateException, InvalidPolicyException */
export function checkTemplate(text: string, resourceType: string): void {
  if (text.length > longestTemplate) throw invalid('The policy template is too long.');
  const { Effect, Action, Condition, ...others } = parsed(text);
  const [other] = Object.keys(others).filter((name) => !elements.includes(name));
  if (other !== undefined) throw malformed(`The policy template can't contain the element ${other}.`);
  if (Effect !== 'Allow') throw malformed('The effect in the policy template must be Allow.');
  const actions = [Action].flat();
  const isList = actions.length > 0 && actions.every((action) => typeof action === 'string');
  if (!isList) throw malformed('The policy template must contain a list of actions.');
  if (Condition !== undefined && (typeof Condition !== 'object' || Condition === null || Array.isArray(Condition))) {
    throw malformed('The condition in the policy template is not valid.');
  }
  const supported = actionsOf(usualPermission(resourceType)?.versions[0]?.policyTemplate ?? '{"Action":[]}');
  const wrong = actions.find((action) => !supported.some((one) => one.toLowerCase() === String(action).toLowerCase()));
  if (wrong !== undefined) throw invalid(`The action ${wrong} is not supported for the resource type ${resourceType}.`);
}
