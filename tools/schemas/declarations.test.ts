import { expect, test } from 'vitest';
import { readDeclarations } from './declarations.ts';

const text = `
/** A comment with export interface Nothing { */
export declare const Kind: {
    readonly One: "ONE";
};
export type Kind = (typeof Kind)[keyof typeof Kind];
export interface Part {
    Key: string | undefined;
    Inner?: Part;
}
export interface MakeRequest {
    Kind?: Kind;
    /** Its name. */
    Name: string | undefined;
    Parts?: Part[];
    Count?: number;
}
export interface MakeResponse {
    Done?: boolean;
}
export declare class NotThere extends __BaseException {
    readonly name: "NotThere";
    readonly $fault: "client";
    Message?: string;
    ResourceType?: string;
    constructor(opts: __ExceptionOptionType<NotThere, __BaseException>);
}
export declare class Broken extends __BaseException {
    readonly name: "Broken";
    readonly $fault: "server";
    Message?: string;
}
`;

test('operations, what they reach and errors are read from declarations', () => {
  expect(readDeclarations(text, 'ns', ['Make'])).toEqual({
    operations: { Make: { input: 'MakeRequest', output: 'MakeResponse' } },
    errors: { Broken: 500, NotThere: 400 },
    errorShapes: { NotThere: 'ns#NotThere' },
    shapes: {
      MakeRequest: {
        kind: 'structure',
        required: 1,
        members: [
          ['Name', 'string'],
          ['Kind', 'string'],
          ['Parts', 'list of Part'],
          ['Count', 'number'],
        ],
      },
      MakeResponse: { kind: 'structure', members: [['Done', 'boolean']] },
      NotThere: {
        kind: 'structure',
        members: [
          ['Message', 'string'],
          ['ResourceType', 'string'],
        ],
      },
      Part: {
        kind: 'structure',
        required: 1,
        members: [
          ['Key', 'string'],
          ['Inner', 'Part'],
        ],
      },
      'list of Part': { kind: 'list', member: ['Part'] },
    },
  });
});

test.each([
  [text.replace('Done?: boolean', 'Done?: Unheard'), 'Unheard is an enumeration'],
  [text.replace('interface MakeResponse', 'interface Other'), 'declaration of MakeResponse'],
])('what is not understood stops the build', (changed, message) => {
  expect(() => readDeclarations(changed, 'ns', ['Make'])).toThrow(message);
});
