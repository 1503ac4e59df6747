/**
 * Policy variables: `${aws:username}`, `${aws:PrincipalTag/team, 'nobody'}` with a default, and the escapes `${*}`,
 * `${?}` and `${$}`. Only policies of version 2012-10-17 have them. A template without variables is resolved when it is
 * compiled. The value of a variable is always literal text: a `*` in a tag must not widen a policy.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */

import type { RequestContext } from './context.ts';
import { codesOf } from './wildcard.ts';

interface Variable {
  /** In lower case. */
  readonly key: string;
  readonly fallback: string | undefined;
}

type Part =
  | { readonly kind: 'codes'; readonly codes: readonly number[] }
  | { readonly kind: 'variable'; readonly variable: Variable };

export type Template =
  | { readonly kind: 'fixed'; readonly codes: readonly number[] }
  | { readonly kind: 'variable'; readonly parts: readonly Part[]; readonly lowerCase: boolean };

export interface TemplateOptions {
  /** Policy version 2012-10-17. */
  readonly variables: boolean;
  /** `*` and `?` are wildcards. */
  readonly wildcards: boolean;
  /** Compare in lower case, the variables' values too. */
  readonly lowerCase: boolean;
}

export function compileTemplate(text: string, options: TemplateOptions): Template {
  const literal = (piece: string) => codesOf(options.lowerCase ? piece.toLowerCase() : piece, options.wildcards);
  if (!options.variables || !text.includes('${')) return { kind: 'fixed', codes: literal(text) };
  const parts: Part[] = [];
  let rest = 0;
  while (rest < text.length) {
    const open = text.indexOf('${', rest);
    const close = open < 0 ? -1 : text.indexOf('}', open);
    if (close < 0) break;
    parts.push({ kind: 'codes', codes: literal(text.slice(rest, open)) }, variablePart(text.slice(open + 2, close)));
    rest = close + 1;
  }
  parts.push({ kind: 'codes', codes: literal(text.slice(rest)) });
  if (parts.some((part) => part.kind === 'variable')) return { kind: 'variable', parts, lowerCase: options.lowerCase };
  return { kind: 'fixed', codes: parts.flatMap((part) => (part.kind === 'codes' ? part.codes : [])) };
}

/** Codes with every variable replaced, or undefined where one is neither in the context nor has a default. */
export function resolveTemplate(template: Template, context: RequestContext): readonly number[] | undefined {
  if (template.kind === 'fixed') return template.codes;
  const codes: number[] = [];
  for (const part of template.parts) {
    if (part.kind === 'codes') codes.push(...part.codes);
    else {
      const value = variableValue(part.variable, context);
      if (value === undefined) return undefined;
      codes.push(...codesOf(template.lowerCase ? value.toLowerCase() : value, false));
    }
  }
  return codes;
}

/** The keys that a text's variables need, as they are written; those with a default need none. */
export function variableNames(text: string): readonly string[] {
  return [...text.matchAll(/\$\{([^}]*)\}/g)]
    .map(([, inside = '']) => inside.trim())
    .filter((inside) => !inside.includes(',') && !['*', '?', '$'].includes(inside));
}

/** A key with several values cannot be a variable: AWS allows single-valued keys only. */
function variableValue(variable: Variable, context: RequestContext): string | undefined {
  const values = context.get(variable.key);
  if (values === undefined) return variable.fallback;
  return values.length === 1 ? values[0] : undefined;
}

function variablePart(inside: string): Part {
  if (inside === '*' || inside === '?' || inside === '$') return { kind: 'codes', codes: codesOf(inside, false) };
  const comma = inside.indexOf(',');
  if (comma < 0) return { kind: 'variable', variable: { key: inside.trim().toLowerCase(), fallback: undefined } };
  const quoted = inside.slice(comma + 1).trim();
  const fallback =
    quoted.length >= 2 && quoted.startsWith("'") && quoted.endsWith("'") ? quoted.slice(1, -1) : undefined;
  return { kind: 'variable', variable: { key: inside.slice(0, comma).trim().toLowerCase(), fallback } };
}
