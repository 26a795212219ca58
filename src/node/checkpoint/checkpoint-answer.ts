/** What the checkpoint thread says to each position it was told. */
export type CheckpointAnswer =
  | { readonly kind: 'written' }
  /** `dead`: no later request can be answered otherwise. */
  | { readonly kind: 'failed' | 'dead'; readonly message: string };
