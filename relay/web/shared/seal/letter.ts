/** A letter: what a sender says to one home, signed, bound to the message it travels in. Written in seal.ts, read in open.ts. */
export const letterType = 'carerelay.letter.v1';
export const letterMembers = ['content', 'envelope', 'home', 'sealed_at', 'sender_key'] as const;
