/** Flaws: each service's own words for the same mistake. */
import { expect, test } from 'vitest';
import { type Flaw, flawMessage } from './flaw.ts';
import type { PolicyKind } from './policy.ts';

test.each([
  [{ kind: 'json' }, 'identity', 'Syntax errors in policy.'],
  [{ kind: 'json' }, 'trust', 'This policy contains invalid Json'],
  [{ kind: 'json' }, 'resource', "Policies must be valid JSON and the first byte must be '{'"],
  [{ kind: 'missingField', field: 'Effect' }, 'resource', 'Missing required field Effect'],
  [{ kind: 'missingField', field: 'Effect' }, 'identity', 'Syntax errors in policy.'],
  [{ kind: 'missingField', field: 'Action' }, 'boundary', 'Policy statement must contain actions.'],
  [{ kind: 'operator', operator: 'X' }, 'resource', 'Invalid Condition type : X'],
  [{ kind: 'operator', operator: 'X' }, 'session', 'Syntax errors in policy.'],
  [{ kind: 'prohibitedField', field: 'Resource' }, 'trust', 'Has prohibited field Resource'],
  [{ kind: 'sidRepeated' }, 'resource', 'Statement IDs (SID) in a single policy must be unique.'],
  [{ kind: 'effect', effect: 'allow' }, 'endpoint', 'The Policy Document is not valid. Invalid effect: allow'],
  [
    { kind: 'json' },
    'serviceControl',
    'The provided policy document does not meet the requirements of the specified policy type.',
  ],
] as [Flaw, PolicyKind, string][])('%j in %s', (flaw, kind, message) => expect(flawMessage(flaw, kind)).toBe(message));
