/**
 * What CloudWatch says to input that its operations don't take, and the checks that they share. Values out of an
 * enumeration are refused in the words of the framework behind AWS's services.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CommonErrors.html
 */

import { Fault } from '../../base/fault.ts';

export function validationError(message: string): Fault {
  return new Fault('ValidationError', message);
}

export function invalidValue(message: string): Fault {
  return new Fault('InvalidParameterValue', message);
}

export function invalidCombination(message: string): Fault {
  return new Fault('InvalidParameterCombination', message);
}

/** `name` is the member's, in lower case as the framework writes it. */
export function constraintFault(name: string, value: string, constraint: string): Fault {
  return validationError(
    `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: ${constraint}`,
  );
}

/** Refuses what isn't one of the values; absent is fine. */
export function checkEnum(name: string, value: string | undefined, values: readonly string[]): void {
  if (value === undefined || values.includes(value)) return;
  throw constraintFault(name, value, `Member must satisfy enum value set: [${values.join(', ')}]`);
}

export function checkLength(name: string, value: readonly unknown[] | string | undefined, most: number): void {
  if (value === undefined || value.length <= most) return;
  const shown = typeof value === 'string' ? value : `a list of ${value.length}`;
  throw constraintFault(name, shown, `Member must have length less than or equal to ${most}`);
}

export type Complain = (message: string) => Fault;

/** The moments of a request; each operation has a code of its own for wrong ones. */
export function checkTimes(start: Date, end: Date, complain: Complain): void {
  if (start.getTime() === end.getTime()) throw complain('The parameter StartTime must not equal parameter EndTime.');
  if (start > end) throw complain('The parameter StartTime must be less than the parameter EndTime.');
}

/** Those of high resolution, which a metric of a point a minute answers with what it has. */
const shortPeriods: readonly number[] = [1, 5, 10, 20, 30];

/** Likeliest text; the rule is https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricStat.html */
export function checkPeriod(period: number, complain: Complain): void {
  if (shortPeriods.includes(period) || (Number.isSafeInteger(period) && period >= 60 && period % 60 === 0)) return;
  throw complain('The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.');
}
