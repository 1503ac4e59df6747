/**
 * What Account Management answers to requests that it refuses. Codes and reasons are documented; the sentences are the likeliest.
 * https://docs.aws.amazon.com/accounts/latest/reference/API_EnableRegion.html
 */

import { Fault } from '../../base/fault.ts';

export const accessDenied = (message: string): Fault => new Fault('AccessDeniedException', message, 403);

export const conflict = (message: string): Fault => new Fault('ConflictException', message, 409);

export const wrongTarget = (region: string): Fault =>
  new Fault('ValidationException', `The Region ${region} cannot be enabled or disabled.`, 400, {
    reason: 'invalidRegionOptTarget',
  });

export const wrongField = (message: string): Fault =>
  new Fault('ValidationException', message, 400, { reason: 'fieldValidationFailed' });
