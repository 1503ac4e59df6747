/**
 * What the server and a child of it inside a namespace say to each other, whatever the child is for: the child says that it is ready, and
 * answers what it is asked. Everything is plain JSON.
 */

/** Whoever asks gives the number, and what is asked. */
export interface Question<Asked> {
  readonly kind: 'question';
  readonly id: number;
  readonly asked: Asked;
}

export type FromChild =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown };
